using System.Globalization;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Support;

/// <summary>The time of a test's database, for all sessions, open ones as well: it stands where the test puts it, so that no test waits for a night to pass.</summary>
internal static class MovedClock
{
    /// <summary>Puts the clock to a time, such as <c>2026-03-29T01:00:00Z</c>.</summary>
    public static Task MoveClockAsync(this TestDatabase database, string to) => database.MoveClockAsync(DateTimeOffset.Parse(to, CultureInfo.InvariantCulture));

    /// <inheritdoc cref="MoveClockAsync(TestDatabase, string)"/>
    public static async Task MoveClockAsync(this TestDatabase database, DateTimeOffset to) =>
        await database.ExecuteAsync($"create or replace function perdure.now() returns timestamptz language sql stable as 'select timestamptz ''{to.ToUniversalTime():O}'''");
}
