using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>What the code of a method names, read from its instructions.</summary>
internal static class MethodCode
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The methods and constructors that a type declares.</summary>
    public static IEnumerable<MethodBase> Of(Type type) => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    /// <summary>The methods that a method calls or hands on, each as it was declared; of an async method or an iterator, those of its steps.</summary>
    public static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        Type? steps = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType;
        return (steps is null ? [] : Of(steps)).Append(method).SelectMany(Named).OfType<MethodBase>().Select(AsDeclared);
    }

    /// <summary>Every member that the instructions of a method name.</summary>
    public static IEnumerable<MemberInfo> Named(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
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
                yield return method.Module.ResolveMember(
                    BitConverter.ToInt32(code, at), Arguments(method.DeclaringType), method.IsGenericMethod ? method.GetGenericArguments() : null)!;
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

    private static MethodBase AsDeclared(MethodBase method) => method.Module.ResolveMethod(method.MetadataToken)!;

    private static Type[]? Arguments(Type? type) => type is { IsGenericType: true } ? type.GetGenericArguments() : null;
}
