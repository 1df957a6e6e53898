using System.Text.Json.Serialization;

namespace Checksums;

/// <summary>What is to be listed.</summary>
/// <param name="Path">Its full path.</param>
public sealed record Folder(string Path);

/// <summary>One file of it.</summary>
/// <param name="Path">Its full path.</param>
public sealed record FileToRead(string Path);

/// <summary>What a file was when it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, in hexadecimal.</param>
public sealed record Checksum(string Name, long Bytes, string Sha256);

/// <summary>All of them, as text.</summary>
/// <param name="Text">A line for each file, and their sum.</param>
public sealed record Manifest(string Text);

/// <summary>What stands over a text.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Text">The text.</param>
/// <param name="Line">What the title is underlined with.</param>
public sealed record Caption(string Title, string Text, string Line = "-");

/// <summary>How all of that is written as JSON: by code that the compiler has made, since a native program has no reflection to make it by.</summary>
[JsonSerializable(typeof(Folder))]
[JsonSerializable(typeof(FileToRead[]))]
[JsonSerializable(typeof(FileToRead))]
[JsonSerializable(typeof(Checksum))]
[JsonSerializable(typeof(IReadOnlyList<Checksum>))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(Caption))]
[JsonSerializable(typeof(string))]
internal sealed partial class ChecksumsJson : JsonSerializerContext;
