using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>How a held run is given what it needs to be undone.</summary>
internal sealed partial class RunDriver
{
    /// <summary>Ends the undo that is under way, and the taking of a child's result. A cancellation does not: it has ended the steps, and undoing them is what it leads to.</summary>
    private readonly CancellationTokenSource endingUndo = new();

    private UndoReading? undoing;

    private async Task ProvideCoursesAsync() => progress.Provide(
        await services.Patience.AskAsync(cancellationToken => services.Store.ReadCoursesAsync(claimed.Id, progress.UndoableSteps, cancellationToken)).ConfigureAwait(false));

    private async Task ProvideUndoAsync()
    {
        Undo undo = progress.CurrentUndo;
        undoing ??= services.Undos.Begin(claimed.Id, claimed.Input);
        try
        {
            progress.ProvideUndo(await services.Patience.AskAsync(
                cancellationToken => undoing.ReadAsync(progress.State, undo.Unit, undo.IsUnfinished, cancellationToken)).ConfigureAwait(false));
        }
        catch (PayloadException failure)
        {
            progress.FailUndo(failure);
        }
    }
}
