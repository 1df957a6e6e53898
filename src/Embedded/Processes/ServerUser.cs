namespace Perdure.Embedded.Processes;

/// <summary>
/// The account that the server runs under. PostgreSQL refuses to run as root, so root lends it another: that of the
/// machine's own PostgreSQL, else the one that owns nothing.
/// </summary>
/// <param name="Name">The account's name; null for the account of this process.</param>
internal sealed record ServerUser(string? Name)
{
    private static readonly string[] Lent = ["postgres", "nobody"];

    private static readonly Lazy<ServerUser> Chosen = new(Choose);

    public static ServerUser Current => Chosen.Value;

    /// <summary>Hands a folder, with all in it, to the server's account.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Name is null)
        {
            return;
        }

        // The base library cannot change owners, and this runs where root is, so where chown is.
        var result = await Tool.RunAsync("chown", ["-R", $"{Name}:", folder], cancellationToken: cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"'{folder}' could not be handed to the account '{Name}': {result.Error.Trim()}");
        }
    }

    private static ServerUser Choose()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerUser(Name: null);
        }

        return new ServerUser(Lent.FirstOrDefault(Exists) ?? throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and there is neither an account 'postgres' nor 'nobody' to run it under: make one with 'useradd --system postgres'"));
    }

    private static bool Exists(string name) =>
        File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
}
