namespace Perdure.Runtime.Tests.Engine;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("The tests do not run inside of their repository"),
        _ when File.Exists(Path.Combine(folder.FullName, "Dsl.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
