using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests.Laws;

/// <summary>Rules about the code of the assembly that decides what may leave.</summary>
public sealed class AssemblyLawTests
{
    private static readonly Assembly Disclosure = typeof(IncidentRecord).Assembly;

    private static IEnumerable<Type> Written => Disclosure.GetTypes().Where(type => type.Namespace?.StartsWith("DataSharing", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute), false));

    [Test]
    public void Has_no_friends() => Assert.That(Disclosure.GetCustomAttributes<InternalsVisibleToAttribute>(), Is.Empty);

    [Test]
    public void Needs_nothing_but_the_framework() =>
        Assert.That(Disclosure.GetReferencedAssemblies().Select(name => name.Name).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory", "System.Runtime", "System.Security.Cryptography",
            "System.Text.Encoding.CodePages", "System.Text.Encoding.Extensions", "System.Text.Encodings.Web", "System.Text.Json", "System.Text.RegularExpressions",
        }));

    [Test]
    public void Every_class_is_sealed_abstract_or_static() =>
        Assert.That(Written.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract).Select(type => type.FullName), Is.Empty);

    [TestCase(typeof(IncidentRecord))]
    [TestCase(typeof(ClearedRecord))]
    [TestCase(typeof(PlannedRow))]
    [TestCase(typeof(ForceProfile))]
    [TestCase(typeof(MasterKey))]
    [TestCase(typeof(KeyRing))]
    [TestCase(typeof(ForceKeys))]
    public void A_link_of_the_chain_is_a_sealed_class_that_cannot_be_copied(Type type)
    {
        Assert.That((type.IsClass, type.IsSealed), Is.EqualTo((true, true)));
        // The compiler's marks of a record.
        Assert.That(type.GetMethod("<Clone>$"), Is.Null);
        Assert.That(type.GetProperty("EqualityContract", BindingFlags.Instance | BindingFlags.NonPublic), Is.Null);
        Assert.That(type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Select(property => property.Name), Is.Empty);
    }

    [TestCase(typeof(ClearedRecord))]
    [TestCase(typeof(PlannedRow))]
    [TestCase(typeof(ForceProfile))]
    [TestCase(typeof(ReleasedColumn))]
    [TestCase(typeof(KeyRing))]
    [TestCase(typeof(DataDictionary))]
    [TestCase(typeof(DictionaryField))]
    [TestCase(typeof(ReferenceLists))]
    [TestCase(typeof(RecordShape))]
    [TestCase(typeof(FileLayout))]
    [TestCase(typeof(ReleasedRange))]
    [TestCase(typeof(ExplainedRecord))]
    public void Only_this_assembly_makes_one(Type type) => Assert.That(type.GetConstructors(), Is.Empty);

    [Test]
    public void An_incident_record_shows_nothing()
    {
        Assert.That(typeof(IncidentRecord).GetProperties(), Is.Empty);
        Assert.That(typeof(IncidentRecord).GetFields(), Is.Empty);
        Assert.That(typeof(IncidentRecord).GetInterfaces(), Is.Empty);
        Assert.That(typeof(IncidentRecord).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name), Is.EqualTo(new[] { "ToString" }));
        ForceProfile profile = Some.Column("text", "direct", "presence").Parse();
        IncidentRecord record = Some.Record(profile, 1L, ("value", "Jo Example"));
        Assert.That(($"{record}", JsonSerializer.Serialize(record)), Is.EqualTo(("(withheld)", "{}")));
    }

    [Test]
    public void A_cleared_record_and_a_key_print_nothing_of_theirs()
    {
        Assert.That(typeof(ClearedRecord).GetMethod(nameof(ToString))!.DeclaringType, Is.EqualTo(typeof(ClearedRecord)));
        Assert.That(typeof(MasterKey).GetProperties().Select(property => property.Name), Is.EqualTo(new[] { "Id" }));
        Assert.That(typeof(KeyRing).GetProperties().Select(property => property.Name), Is.EquivalentTo(new[] { "Active", "Ids" }));
        Assert.That(Some.Keys(7).ToString(), Is.EqualTo(typeof(ForceKeys).FullName));
    }

    [Test]
    public void There_is_no_mutable_state_that_others_share()
    {
        IEnumerable<string> fields = Written.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral && !field.IsInitOnly && !field.Name.Contains("CachedAnonymous", StringComparison.Ordinal))
            .Select(field => $"{field.DeclaringType}.{field.Name}");
        Assert.That(fields, Is.Empty);
        Assert.That(Written.Where(type => type.IsPublic).SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public)).Where(field => !field.IsLiteral && !field.DeclaringType!.IsEnum).Select(field => field.Name), Is.Empty);
    }

    [Test]
    public void A_list_that_is_shown_cannot_be_changed_by_a_cast()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Parse();
        PlannedRow row = Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L))]).Rows.Single();
        object[] lists = [row.Cells, profile.Columns, profile.CellGrammars, profile.Layout.Headings, profile.Shape.Columns, Reason.All, ControlColumns.Names];
        foreach (object list in lists)
        {
            Assert.That(list, Is.Not.InstanceOf<Array>());
            Assert.That(((System.Collections.IList)list).IsReadOnly, Is.True, list.GetType().Name);
        }
    }

    [Test]
    public void Every_reason_has_its_own_code_and_a_meaning_that_is_a_sentence()
    {
        Assert.That(Reason.All.Select(reason => reason.Code), Is.Unique);
        Assert.That(Reason.All.Select(reason => reason.Code), Has.All.Match("^[a-z][A-Za-z]+$"));
        Assert.That(Reason.All.Select(reason => reason.Meaning), Has.All.Match(@"^[A-Z].{15,}[A-Za-z)]\.$"));
        Assert.That(Reason.All.Select(reason => reason.Meaning), Is.Unique);
        Assert.That(Reason.All.Select(reason => reason.ToString()), Is.EqualTo(Reason.All.Select(reason => reason.Code)));
        PropertyInfo[] named = typeof(Reason).GetProperties(BindingFlags.Static | BindingFlags.Public).Where(property => property.PropertyType == typeof(Reason)).ToArray();
        Assert.That(named.Select(property => property.GetValue(null)), Is.EquivalentTo(Reason.All));
        Assert.That(named.Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]), Is.EqualTo(named.Select(property => ((Reason)property.GetValue(null)!).Code)));
    }

    [Test]
    public void No_exception_of_ours_takes_an_inner_one_or_a_value()
    {
        Type[] exceptions = [.. Written.Where(type => type.IsSubclassOf(typeof(Exception)))];
        Assert.That(exceptions, Is.EquivalentTo(new[] { typeof(ConfigurationException), typeof(KeyUnknownException), typeof(SourceOrderException) }));
        Assert.That(exceptions.SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType).Distinct(), Is.SubsetOf(new[] { typeof(string), typeof(long), typeof(IReadOnlyList<ConfigProblem>) }), "A problem of the configuration may quote what stands there; an incident has no way into one.");
    }
}
