using System.Reflection;

namespace Perdure.Queries;

/// <summary>The queries. Each is a file in <c>Sql</c> whose head says what it is for.</summary>
internal static class Statement
{
    public static readonly string Execution = Read("execution");
    public static readonly string Steps = Read("steps");
    public static readonly string StepInputs = Read("step_inputs");
    public static readonly string Events = Read("events");
    public static readonly string State = Read("state");
    public static readonly string Lock = Read("lock");
    public static readonly string Unfinished = Read("unfinished");
    public static readonly string Stuck = Read("stuck");
    public static readonly string Queues = Read("queues");
    public static readonly string Page = Read("page");
    public static readonly string PageTagged = Read("page_tagged");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.sql")
            ?? throw new InvalidOperationException($"The query '{name}.sql' is not embedded in {typeof(Statement).Assembly.GetName().Name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
