using System.Reflection;
using System.Text.RegularExpressions;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows;
using Shouldly;

namespace Perdure.Language.Tests;

/// <summary>
/// Nothing of the language is there that no workflow uses which is compiled and run on PostgreSQL, and run again under kill -9. A new attribute, or a new property of one, fails here until it has one in the project of workflows, and a new workflow until a test
/// kills its workers.
/// </summary>
public sealed partial class ParityTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] Attributes = [.. typeof(StepAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute)) && !type.IsAbstract && type != typeof(PerdureRegistryAttribute))];

    private static readonly Type[] Workflows = [.. typeof(WorkflowHost).Assembly.GetTypes().Where(type => type.GetCustomAttribute<WorkflowAttribute>() is not null)];

    private static readonly CustomAttributeData[] Used =
    [
        .. typeof(WorkflowHost).Assembly.CustomAttributes,
        .. typeof(WorkflowHost).Assembly.GetTypes().SelectMany(type => type.CustomAttributes),
        .. typeof(WorkflowHost).Assembly.GetTypes().SelectMany(type => type.GetMembers(All)).SelectMany(member => member.CustomAttributes),
        .. typeof(WorkflowHost).Assembly.GetTypes().SelectMany(type => type.GetMethods(All)).SelectMany(method => method.GetParameters()).SelectMany(parameter => parameter.CustomAttributes),
    ];

    public static TheoryData<string> Members => [.. Attributes.Select(Name).Concat(Attributes.SelectMany(type => Settable(type).Select(property => $"{Name(type)}.{property}")))];

    public static TheoryData<Type> Values => [.. Attributes.SelectMany(type => type.GetProperties()).Select(property => property.PropertyType).Where(type => type.IsEnum && type.Namespace == nameof(Perdure)).Distinct()];

    [Theory]
    [MemberData(nameof(Members))]
    public void EachAttributeAndEachPropertyOfOneIsUsedByAWorkflowThatRuns(string member)
    {
        string[] parts = member.Split('.');
        CustomAttributeData[] of = [.. Used.Where(attribute => Name(attribute.AttributeType) == parts[0])];
        bool isUsed = parts.Length == 1 ? of.Length > 0 : of.Any(attribute => attribute.NamedArguments.Any(argument => argument.MemberName == parts[1]));
        isUsed.ShouldBeTrue($"write a workflow with it in tests/Language.Tests.Workflows, and a test that runs it");
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void EachValueOfAnOptionIsUsedByAWorkflowThatRuns(Type option)
    {
        int[] used = [.. Used.SelectMany(attribute => attribute.NamedArguments.Select(argument => argument.TypedValue).Concat(attribute.ConstructorArguments)).Where(value => value.ArgumentType == option).Select(value => (int)value.Value!)];
        int flags = option.GetCustomAttribute<FlagsAttribute>() is null ? 0 : used.Aggregate(0, (all, value) => all | value);

        // The default needs no argument.
        Enum.GetValues(option).Cast<int>().Where(value => value != 0 && (value & flags) == 0).Except(used).ShouldBeEmpty();
    }

    [Fact]
    public void EachWorkflowIsRunByATestThatKillsItsWorkers()
    {
        // From one attribute of xunit to the next: a test with what it is given, and its code.
        string[] tests = [.. Directory.EnumerateFiles(SourceFolder(), "*.cs", SearchOption.AllDirectories).SelectMany(file => TestAttribute().Split(File.ReadAllText(file)).Skip(1))];
        string[] killing = [.. tests.Where(test => test.Contains("isKilled", StringComparison.Ordinal) || test.Contains("isSeen", StringComparison.Ordinal))];

        // A child dies with its parent's workers.
        IEnumerable<Type> children = Used.Select(attribute => attribute.AttributeType).Where(type => type.IsGenericType).SelectMany(type => type.GenericTypeArguments).Concat(Workflows.Where(IsChildOfDocument));
        foreach (Type workflow in Workflows.Except(children))
        {
            killing.Any(test => Regex.IsMatch(test, $@"\b{workflow.Name}\.Definition, (?s:(?!Definition).)*?(isKilled(?!: false)|isSeen)")).ShouldBeTrue($"no test runs {workflow.Name} and kills its workers");
        }
    }

    /// <summary>Whether a document runs it: that names its children.</summary>
    private static bool IsChildOfDocument(Type workflow)
    {
        string? name = (string?)workflow.GetCustomAttributesData().First(mark => mark.AttributeType == typeof(WorkflowAttribute)).ConstructorArguments.FirstOrDefault().Value;
        string folder = Path.Combine(SourceFolder(), "../Language.Tests.Workflows/Documents");
        return name is not null && Directory.EnumerateFiles(folder, "*.workflow.json").Any(document => Regex.IsMatch(File.ReadAllText(document), $"\"workflow\": \"{Regex.Escape(name)}(@|\")"));
    }

    [GeneratedRegex(@"\[(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Name(Type attribute) => attribute.Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal) + (attribute.IsGenericType ? "<>" : "");

    private static IEnumerable<string> Settable(Type type) => type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Select(property => property.Name);
}
