using System.Buffers.Text;

namespace Perdure.Events;

/// <summary>
/// The text of a position: a letter that tells its kind and version, then base64 for URLs. Numbers are as long as they have to be, lanes stand in order, and a checksum stands
/// at the end: a text that lost a part, or whose letters were changed, must not be taken for another place.
/// </summary>
internal static class PositionText
{
    private const string Start = "start";
    private const char OfAll = 'a';
    private const char OfRun = 'r';
    private const int ChecksumLength = 2;

    public static string Write(EventPosition position)
    {
        if (position.Run is null && position.Passed == 0 && position.Batches.Count == 0 && position.Part is null) return Start;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        if (position.Run is { } run)
        {
            Write(writer, run);
            writer.Write7BitEncodedInt64(position.Seq);
        }
        else
        {
            WriteLanes(writer, position);
        }

        ushort checksum = Checksum(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        writer.Write(checksum);
        return (position.Run is null ? OfAll : OfRun) + Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads a text.</summary>
    /// <returns>Null: it is not one that was written here.</returns>
    public static EventPosition? Read(string text)
    {
        if (text == Start) return EventPosition.Start;
        if (text is not [OfAll or OfRun, ..] || !Base64Url.IsValid(text.AsSpan(1))) return null;
        byte[] bytes = Base64Url.DecodeFromChars(text.AsSpan(1));
        int length = bytes.Length - ChecksumLength;
        if (length < 1 || Checksum(bytes.AsSpan(0, length)) != BitConverter.ToUInt16(bytes, length)) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length));
        try
        {
            EventPosition position = text[0] == OfRun ? EventPosition.OfRun(ReadGuid(reader), reader.Read7BitEncodedInt64()) : ReadLanes(reader);
            return reader.BaseStream.Position == length ? position : null;
        }
        catch (Exception failure) when (failure is FormatException or EndOfStreamException or ArgumentException)
        {
            return null;
        }
    }

    private static void WriteLanes(BinaryWriter writer, EventPosition position)
    {
        writer.Write7BitEncodedInt64(position.Passed);
        writer.Write7BitEncodedInt(position.Batches.Count);
        foreach ((Guid lane, long batch) in position.Batches.OrderBy(static one => one.Key))
        {
            Write(writer, lane);
            writer.Write7BitEncodedInt64(batch);
        }

        if (position.Part is not { } part) return;
        Write(writer, part.Lane);
        writer.Write7BitEncodedInt64(part.Batch);
        Write(writer, part.ExecutionId);
        writer.Write7BitEncodedInt64(part.Seq);
    }

    private static EventPosition ReadLanes(BinaryReader reader)
    {
        long passed = reader.Read7BitEncodedInt64();
        int count = reader.Read7BitEncodedInt();
        var batches = new Dictionary<Guid, long>();
        for (var lane = 0; lane < count; lane++) batches.Add(ReadGuid(reader), reader.Read7BitEncodedInt64());
        PartOfBatch? part = reader.BaseStream.Position == reader.BaseStream.Length
            ? null
            : new PartOfBatch(ReadGuid(reader), reader.Read7BitEncodedInt64(), ReadGuid(reader), reader.Read7BitEncodedInt64());
        return EventPosition.OfAll(batches, passed, part);
    }

    private static void Write(BinaryWriter writer, Guid id) => writer.Write(id.ToByteArray(bigEndian: true));

    private static Guid ReadGuid(BinaryReader reader) => new(reader.ReadBytes(16), bigEndian: true);

    /// <summary>FNV-1a, folded.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte one in bytes) hash = unchecked((hash ^ one) * 16777619);
        return (ushort)(hash ^ (hash >> 16));
    }
}
