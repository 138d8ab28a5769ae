using System.Reflection;
using System.Reflection.Emit;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>The types that one type needs in order to run: of what it is made, what it takes and gives, and what its code touches. Constants are copied by the compiler and not seen.</summary>
internal sealed class UsedTypes
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly HashSet<Type> _all = [];

    public UsedTypes(Type type)
    {
        Take(type.BaseType);
        Array.ForEach(type.GetInterfaces(), Take);
        foreach (FieldInfo field in type.GetFields(Declared))
        {
            Take(field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            Take((method as MethodInfo)?.ReturnType);
            Array.ForEach(method.GetParameters(), parameter => Take(parameter.ParameterType));
            if (method.GetMethodBody() is { } body)
            {
                foreach (LocalVariableInfo local in body.LocalVariables)
                {
                    Take(local.LocalType);
                }

                Walk(method, body.GetILAsByteArray()!);
            }
        }
    }

    /// <summary>Every type, without the type itself.</summary>
    public IReadOnlySet<Type> All => _all;

    /// <summary>The type that stands in the file, for one that stands inside it or was made by the compiler.</summary>
    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private void Take(Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Take(type.GetElementType());
            return;
        }

        if (type.IsGenericType)
        {
            Array.ForEach(type.GetGenericArguments(), Take);
        }

        _all.Add(type);
    }

    private void Walk(MethodBase method, byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xfe)
            {
                value = unchecked((short)(0xfe00 | code[at++]));
            }

            OperandType operand = Codes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                MemberInfo member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), Arguments(method.DeclaringType), method.IsGenericMethod ? method.GetGenericArguments() : null)!;
                Take(member as Type ?? member.DeclaringType);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    Array.ForEach(generic.GetGenericArguments(), Take);
                }
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static Type[]? Arguments(Type? type) => type is { IsGenericType: true } ? type.GetGenericArguments() : null;
}
