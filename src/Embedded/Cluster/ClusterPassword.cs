using System.Security.Cryptography;
using Perdure.Embedded.Files;

namespace Perdure.Embedded.Cluster;

/// <summary>The password of the one account that the server has.</summary>
internal static class ClusterPassword
{
    private const int Digits = 48;

    /// <summary>The password of a cluster that is to be made; one that was chosen before stays.</summary>
    public static string Ensure(ClusterHome home)
    {
        if (!File.Exists(home.Password))
        {
            PrivateFile.Write(home.Password, RandomNumberGenerator.GetHexString(Digits, lowercase: true));
        }

        return File.ReadAllText(home.Password);
    }

    /// <summary>The password of a cluster that is there.</summary>
    public static string Read(ClusterHome home) => File.Exists(home.Password)
        ? File.ReadAllText(home.Password)
        : throw new EmbeddedPostgresException($"The password of the server in '{home.Folder}' is gone ('{home.Password}'), so its data cannot be reached; put it back, or move the folder out of the way");
}
