namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A client in a process of its own, which starts runs of <see cref="Process.ProcessPlans.Soak"/> until it is killed.</summary>
internal sealed class ClientProcess : TestProcess
{
    /// <summary>How the server shows the sessions in which it starts runs.</summary>
    public const string Application = "starting perdure client";

    private ClientProcess(System.Diagnostics.Process process)
        : base(process)
    {
    }

    /// <summary>Starts it.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="folder">Where it notes the starts that it was told are committed.</param>
    public static ClientProcess Start(string connectionString, string folder) => new(System.Diagnostics.Process.Start(Program("client", connectionString, folder))!);
}
