namespace Perdure.Storage;

/// <summary>The order in which the database sorts ids: by their bytes, as they are written.</summary>
internal static class InIdOrder
{
    public static int Compare(Guid one, Guid other)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        one.TryWriteBytes(left, bigEndian: true, out _);
        other.TryWriteBytes(right, bigEndian: true, out _);
        return left.SequenceCompareTo(right);
    }
}
