using System.Globalization;
using System.Text;

namespace Documents.Files;

/// <summary>Reads documents from files, and says of each that cannot be read why.</summary>
internal static class DocumentFile
{
    /// <summary>What a run takes as its input has to fit a database row comfortably.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The document, named after the file.</returns>
    /// <exception cref="UnreadableDocumentException">It is no text, or cannot be read.</exception>
    public static Document Read(string path)
    {
        var text = Decode(path, ReadBytes(path));
        if (string.IsNullOrWhiteSpace(text)) throw new UnreadableDocumentException(path, "is empty");
        return new Document(Path.GetFileName(path), text);
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path)) throw new UnreadableDocumentException(path, "is a directory; name the files in it");

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[MaxBytes + 1]; // Devices and pipes do not tell their length, so that the length is what comes.
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxBytes
                ? bytes[..length]
                : throw new UnreadableDocumentException(path, string.Create(CultureInfo.InvariantCulture, $"is larger than {MaxBytes:N0} bytes"));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableDocumentException(path, "does not exist", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnreadableDocumentException(path, "may not be read: permission denied", exception);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            throw new UnreadableDocumentException(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    private static string Decode(string path, byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new UnreadableDocumentException(path, "is UTF-16; save it as UTF-8");
        if (bytes.AsSpan().IndexOf((byte)0) >= 0) throw new UnreadableDocumentException(path, "is binary, not text");

        try
        {
            return Utf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new UnreadableDocumentException(path, $"is not UTF-8: byte 0x{exception.BytesUnknown![0]:X2} at position {exception.Index}", exception);
        }
    }
}
