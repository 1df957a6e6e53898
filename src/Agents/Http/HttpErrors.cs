using System.Net;
using System.Text.Json;

namespace Perdure.Agents;

/// <summary>What an answer that is no success means, where nothing in it says more. Each runtime looks into the body first.</summary>
internal static class HttpErrors
{
    private const int LongestMessage = 2_000;

    public static AgentErrorKind KindOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 or 407 => AgentErrorKind.Unauthorized,
        404 or 410 => AgentErrorKind.NotFound,
        408 => AgentErrorKind.Timeout,
        409 => AgentErrorKind.Busy,
        429 => AgentErrorKind.Throttled,
        501 or < 500 => AgentErrorKind.InvalidRequest,
        _ => AgentErrorKind.Unavailable,
    };

    public static AgentError Of(HttpResponseMessage response, string body, TimeProvider time)
    {
        int status = (int)response.StatusCode;
        string code = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status is >= 300 and < 400)
            return new AgentError(AgentErrorKind.InvalidRequest, $"it redirects to another address ({Place(response.Headers.Location)}), and redirects are not followed: set the endpoint's Url to where it leads") { Code = code };
        return new AgentError(KindOf(response.StatusCode), Message(response, body, status)) { Code = code, RetryAfter = RetryAfter(response, time) };
    }

    /// <summary>How long we are to wait, in either of its two forms.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        TimeSpan? after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return after < TimeSpan.Zero ? TimeSpan.Zero : after;
    }

    /// <summary>The text of an error within a JSON body, as runtimes write it; null: there is none.</summary>
    public static string? TextOf(JsonElement body) =>
        body.Text("error", "message") ?? body.Text("error") ?? body.Text("message") ?? body.Text("detail") ?? body.Text("error_description");

    public static string Shorten(string text) => text.Length <= LongestMessage ? text : $"{text.AsSpan(0, LongestMessage)}…";

    private static string Message(HttpResponseMessage response, string body, int status)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;

        // A page of a proxy, or of a framework with its stack trace: nothing that helps whoever reads it.
        if (type is "text/html") return $"it answers {status} with a page of HTML";
        string said = body.AsSpan().TrimStart() is ['{', ..] && JsonReading.TryParse(body, out JsonElement json) && TextOf(json) is { } text ? text : body.Trim();
        return said.Length == 0 ? $"it answers {status} ({response.ReasonPhrase})" : $"it answers {status}: {Shorten(said)}";
    }

    private static string Place(Uri? location) => location switch
    {
        null => "which it does not name",
        { IsAbsoluteUri: true } => location.GetLeftPart(UriPartial.Path),
        _ => location.OriginalString.Split('?')[0],
    };
}
