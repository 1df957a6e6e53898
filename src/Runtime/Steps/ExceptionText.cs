namespace Perdure.Steps;

/// <summary>The texts of an exception that may be anybody's: reading them runs its code, which may throw in turn.</summary>
internal static class ExceptionText
{
    public static string MessageOf(Exception failure) => Read(failure, static known => known.Message) ?? "";

    public static string? StackOf(Exception failure) => Read(failure, static known => known.StackTrace);

    private static string? Read(Exception failure, Func<Exception, string?> read)
    {
        try
        {
            return read(failure);
        }
        catch (Exception unreadable)
        {
            // Its own text may be as unreadable: the type alone is sure.
            return $"The exception's own text could not be read: reading it threw {unreadable.GetType().FullName}";
        }
    }
}
