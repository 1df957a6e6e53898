using System.Globalization;
using System.Text.RegularExpressions;

namespace Perdure.Agents.Chat;

/// <summary>What an exception of a chat client means. Providers throw types of their own; nearly all of them carry an HTTP status.</summary>
internal static partial class ChatFailure
{
    public static AgentError Of(Exception exception)
    {
        int? status = Status(exception);
        return new AgentError(Kind(status, exception), exception.Message) { Code = status?.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>Whether a call that failed may have been heard: of a client that calls tools the model's first answer may have been followed already.</summary>
    public static bool MayBeTaken(Exception exception) => Status(exception) is { } status
        ? status is 408 or >= 500
        : !Causes(exception).Any(static cause => cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError });

    /// <summary>A provider's text without keys, which some quote. Which key a client has nobody here knows: what looks like one is blacked out.</summary>
    public static string Redact(string text) => Secrets().Replace(text, "$1***");

    private static AgentErrorKind Kind(int? status, Exception exception) => status switch
    {
        401 or 403 => AgentErrorKind.Unauthorized,
        404 => AgentErrorKind.NotFound,
        408 or 504 => AgentErrorKind.Timeout,
        409 => AgentErrorKind.Busy,
        429 => AgentErrorKind.Throttled,
        >= 500 => AgentErrorKind.Unavailable,
        >= 400 => AgentErrorKind.InvalidRequest,
        _ when Causes(exception).Any(cause => cause is TimeoutException or OperationCanceledException) => AgentErrorKind.Timeout,
        _ when Causes(exception).Any(cause => cause is HttpRequestException or IOException) => AgentErrorKind.Unavailable,
        // What a client throws of itself: a wrong setting, a tool that it cannot call.
        _ => AgentErrorKind.AgentFault,
    };

    private static int? Status(Exception exception)
    {
        foreach (Exception cause in Causes(exception))
        {
            if (cause is HttpRequestException { StatusCode: { } code }) return (int)code;
            // ClientResultException and RequestFailedException are of packages that this one does not know; both say their status in words.
            if (StatusInWords().Match(cause.Message) is { Success: true } match) return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException) yield return cause;
    }

    [GeneratedRegex("""((?:\b(?:bearer|basic)\s+)|(?:\b[\w-]{0,32}(?:api[-_ ]?key|token|secret|password|signature)["']?\s*[:=]\s*["']?(?:bearer\s+)?))[^\s"',;&<>]{6,}|\b(?:sk|pk|rk|xai|gsk|ghp|hf|AIza|AKIA)[-_]?[A-Za-z0-9_-]{12,}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"^(?:HTTP |(?:.*\n)?Status: )([45]\d\d)\b", RegexOptions.CultureInvariant)]
    private static partial Regex StatusInWords();
}
