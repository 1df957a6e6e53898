using System.Reflection;
using Shouldly;

namespace Perdure.Queries.Tests;

public sealed class StatementTests
{
    private static readonly Assembly Queries = typeof(RunQueries).Assembly;

    public static TheoryData<string> Files => [.. Queries.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void EachFileSaysWhatItIsForAndLocksNothing(string file)
    {
        var lines = Text(file).Split('\n');
        var head = string.Join('\n', lines.TakeWhile(line => line.StartsWith("-- ", StringComparison.Ordinal)));

        head.ShouldContain("For ");
        head.ShouldContain("Locks nothing.");
        Text(file)[head.Length..].ToLowerInvariant().ShouldSatisfyAllConditions(
            sql => sql.ShouldNotContain("for update"),
            sql => sql.ShouldNotContain("for no key"),
            sql => sql.ShouldNotContain("for share"),
            sql => sql.ShouldNotContain("for key share"),
            sql => sql.ShouldNotContain("*\n"));
    }

    [Fact]
    public void EachFileIsAStatementAndEachStatementAFile()
    {
        var statements = typeof(Statement).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);

        statements.ShouldBe(Files.Select(file => Text(file.Data)), ignoreOrder: true);
    }

    private static string Text(string file)
    {
        using var reader = new StreamReader(Queries.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
