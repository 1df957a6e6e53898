using Perdure.Payloads;

namespace Perdure.Steps;

/// <summary>An exception as it is stored.</summary>
internal static class StepErrors
{
    /// <summary>Bounds what one failure stores; a stack of a deep recursion is megabytes.</summary>
    private const int MaxText = 32_768;

    private const int MaxInner = 8;

    public static StepError From(Exception failure, string? step, int attempt) => failure is MethodThrewException { Thrown: var thrown }
        ? From(thrown, step, attempt, MaxInner) with { Message = Cut(failure.Message)! }
        : From(failure, step, attempt, MaxInner);

    private static StepError From(Exception failure, string? step, int attempt, int depth) => new(
        failure.GetType().FullName ?? failure.GetType().Name,
        Cut(ExceptionText.MessageOf(failure))!,
        step,
        attempt,
        Cut(ExceptionText.StackOf(failure)),
        failure.InnerException is { } inner && depth > 0 ? From(inner, step, attempt, depth - 1) : null)
    {
        Kind = (failure as RemoteAgentException)?.Error.Kind.ToString(),
        Code = Cut((failure as RemoteAgentException)?.Error.Code),
    };

    private static string? Cut(string? text) => text is null ? null : PerdureJson.Storable(text.Length > MaxText ? text[..MaxText] + " …" : text);
}
