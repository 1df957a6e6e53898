using System.Globalization;
using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>A workflow and the name of its file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Workflow">What is written into it.</param>
internal sealed record WorkflowFile(string Name, WorkflowModel Workflow);

/// <summary>Names files so that no two have one name, which would end the generator: the compiler takes names that differ in case only for the same.</summary>
/// <param name="Repeated">Names that two classes have: one of them is an error of C#, and neither gets a file.</param>
/// <param name="Similar">Names that differ from another one in case only.</param>
internal sealed record WorkflowFileNames(EquatableArray<string> Repeated, EquatableArray<string> Similar)
{
    public static WorkflowFileNames Of(IEnumerable<WorkflowModel?> workflows)
    {
        string[] names = [.. workflows.Select(workflow => workflow?.Class.HintName).OfType<string>()];
        string[] repeated = [.. names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
        string[] similar = [.. names.Distinct(StringComparer.Ordinal).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).SelectMany(group => group)];
        return new WorkflowFileNames(new EquatableArray<string>(repeated), new EquatableArray<string>(similar));
    }

    /// <summary>The workflow's file; null where it gets none.</summary>
    public WorkflowFile? Name(WorkflowModel workflow)
    {
        string name = workflow.Class.HintName;
        if (Repeated.Contains(name, StringComparer.Ordinal)) return null;
        return new WorkflowFile(Similar.Contains(name, StringComparer.Ordinal) ? Hash(name) + "." + name : name, workflow);
    }

    /// <summary>FNV-1a: the same on every machine.</summary>
    public static string Hash(string name)
    {
        uint hash = 2166136261;
        foreach (char character in name) hash = unchecked((hash ^ character) * 16777619);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
