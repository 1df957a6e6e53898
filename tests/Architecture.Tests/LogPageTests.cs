using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

/// <summary>docs/operations.md lists each log message: whoever reads an id in a log finds what to do.</summary>
public sealed partial class LogPageTests
{
    private static readonly string[] Projects = ["Runtime", "Embedded", "Queries", "HealthChecks", "Agents", "Agents.Mcp"];

    private static readonly IReadOnlyList<LoggerMessageAttribute> Messages = [.. Projects
        .SelectMany(project => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"Perdure.{project}.dll")).GetTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()];

    private static IReadOnlyList<(int Id, string Level)> Rows => [.. Row()
        .Matches(Repository.ReadText("docs/operations.md"))
        .Select(row => (int.Parse(row.Groups["id"].Value, CultureInfo.InvariantCulture), row.Groups["level"].Value))];

    [Fact]
    public void NoTwoMessagesShareAnId() =>
        Messages.Select(message => message.EventId).Order().ShouldBe(Messages.Select(message => message.EventId).Distinct().Order());

    [Fact]
    public void EveryMessageIsOnThePageWithItsLevelAndThePageHasNoOther() =>
        Rows.Order().ShouldBe(Messages.Select(message => (message.EventId, LevelOf(message))).Order());

    /// <summary>What is said again and again during one outage is given its level at the call.</summary>
    private static string LevelOf(LoggerMessageAttribute message) => message.Level == LogLevel.None ? "Warning, again: Debug" : message.Level.ToString();

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>[A-Z][^|]*) \| [a-z][^|]* \| [^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
