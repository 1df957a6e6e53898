namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>A workflow with schedules.</summary>
internal static class ScheduleSources
{
    /// <summary>A workflow <c>Nightly</c>.</summary>
    /// <param name="attributes">Its schedules, with marks.</param>
    /// <param name="contract">What it takes and returns.</param>
    public static string Of(string attributes, string contract = "IWorkflow<ScheduledTime, string>") => $$"""
        [Workflow, {{attributes}}]
        public sealed partial class Nightly : {{contract}}
        {
            [Step]
            private static string Write({{(contract.Contains(',', StringComparison.Ordinal) ? contract.Split('<')[1].Split(',')[0] + " input" : "")}}) => "";
        }
        """;
}
