using Documents.Files;
using Shouldly;

namespace Documents.Tests.Files;

public sealed class DocumentFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("perdure-documents-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ReadsTheTextAsItIs() => Read("Grüße,\r\n  Ada\n"u8.ToArray()).ShouldBe(new Document("file", "Grüße,\r\n  Ada\n"));

    [Fact]
    public void LeavesOutAByteOrderMark() => Read([0xEF, 0xBB, 0xBF, (byte)'a']).Text.ShouldBe("a");

    [Theory]
    [InlineData(new byte[0], "is empty")]
    [InlineData(new byte[] { 0x20, 0x0A, 0x09 }, "is empty")]
    [InlineData(new byte[] { 0x7F, 0x45, 0x4C, 0x46, 0x00 }, "is binary, not text")]
    [InlineData(new byte[] { 0x61, 0xE9, 0x62 }, "is not UTF-8: byte 0xE9 at position 1")]
    [InlineData(new byte[] { 0x61, 0xC3 }, "is not UTF-8: byte 0xC3 at position 1")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "is UTF-16; save it as UTF-8")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0x00, 0x61 }, "is UTF-16; save it as UTF-8")]
    public void RefusesWhatIsNoText(byte[] bytes, string reason) =>
        Should.Throw<UnreadableDocumentException>(() => Read(bytes)).Message.ShouldBe($"'{InFolder("file")}' {reason}");

    [Fact]
    public void RefusesAFileThatDoesNotExist() => Refused("nothing").ShouldEndWith("' does not exist");

    [Fact]
    public void RefusesAFileInAFolderThatDoesNotExist() => Refused("nothing/nowhere").ShouldEndWith("' does not exist");

    [Fact]
    public void RefusesADirectory() => Refused(".").ShouldEndWith("' is a directory; name the files in it");

    [Fact]
    public void TakesTheLargestFileAndRefusesALargerOne()
    {
        Read(Enumerable.Repeat((byte)'a', DocumentFile.MaxBytes).ToArray()).Text.Length.ShouldBe(DocumentFile.MaxBytes);

        var larger = Should.Throw<UnreadableDocumentException>(() => Read(Enumerable.Repeat((byte)'a', DocumentFile.MaxBytes + 1).ToArray()));
        larger.Message.ShouldEndWith("' is larger than 1,000,000 bytes");
    }

    [Fact]
    public void RefusesAFileThatMayNotBeRead()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Nothing is forbidden to this user.");
        File.WriteAllText(InFolder("file"), "a");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(InFolder("file"), UnixFileMode.None);
        else Assert.Skip("Windows has no modes.");

        Refused("file").ShouldEndWith("' may not be read: permission denied");
    }

    private string InFolder(string name) => Path.Combine(folder, name);

    private string Refused(string name) => Should.Throw<UnreadableDocumentException>(() => DocumentFile.Read(InFolder(name))).Message;

    private Document Read(byte[] bytes)
    {
        File.WriteAllBytes(InFolder("file"), bytes);
        return DocumentFile.Read(InFolder("file"));
    }
}
