using System.Text.Json.Serialization;

namespace Perdure.Language.Tests.Workflows.Heartbeats;

/// <summary>What is to be imported.</summary>
/// <param name="Rows">How many rows there are.</param>
/// <param name="StopsAt">The row at which the first attempt stays; 0: none.</param>
/// <param name="FailsAt">The row at which the first attempt fails; 0: none.</param>
public sealed record Table(int Rows, int StopsAt, int FailsAt);

/// <summary>How far it has come.</summary>
public sealed record Cursor(int Row);

[JsonSerializable(typeof(Cursor))]
internal sealed partial class CursorJson : JsonSerializerContext;

/// <summary>A long step that goes on where its last attempt was.</summary>
[Workflow]
public sealed partial class Import : IWorkflow<Table, int>
{
    [Step, Heartbeat("20s"), Retry(3, Delay = "0s")]
    private static async Task<int> Load(Table table, StepContext context, CancellationToken cancellationToken)
    {
        Cursor? last = await context.LastHeartbeatAsync(CursorJson.Default.Cursor, cancellationToken);
        int first = last?.Row ?? 0;
        for (int row = first; row < table.Rows; row++)
        {
            if (first == 0 && row == table.StopsAt - 1) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            if (first == 0 && row == table.FailsAt - 1) throw new IOException("not yet");
            context.Heartbeat(new Cursor(row + 1), CursorJson.Default.Cursor);
        }

        return first;
    }
}

/// <summary>A step that says nothing in its first attempt.</summary>
[Workflow]
public sealed partial class SilentOnce : IWorkflow<int, int>
{
    [Step, Heartbeat("100ms"), Retry(20, Delay = "0s")]
    private static async Task<int> Wait(int number, StepContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt == 1) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return number + context.Attempt;
    }
}
