namespace Perdure;

/// <summary>What becomes of a child workflow that still runs when its parent has failed or is cancelled.</summary>
public enum ParentClosePolicy
{
    /// <summary>It is cancelled with its parent.</summary>
    Cancel,

    /// <summary>It goes on by itself: nobody waits for it, and its result stays with it.</summary>
    Abandon,
}
