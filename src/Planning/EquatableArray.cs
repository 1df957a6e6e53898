using System.Collections;

namespace Perdure.Planning;

/// <summary>An array that is equal to another one with equal elements, so that a model made of it can be cached by value.</summary>
/// <typeparam name="T">The element.</typeparam>
#pragma warning disable CA1710 // It is an array.
public readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
#pragma warning restore CA1710
    where T : IEquatable<T>
{
    private readonly T[]? items;

    /// <summary>Takes over an array; it must not be changed afterwards.</summary>
    /// <param name="items">The elements.</param>
    public EquatableArray(T[] items) => this.items = items;

    /// <summary>Copies a sequence.</summary>
    /// <param name="items">The elements.</param>
    public EquatableArray(IEnumerable<T> items) => this.items = [.. items];

    /// <inheritdoc/>
    public int Count => items?.Length ?? 0;

    /// <inheritdoc/>
    public T this[int index] => items![index];

    /// <summary>Compares the elements in order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Compares the elements in order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => (items ?? []).SequenceEqual(other.items ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 17;
        foreach (T item in this) hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
