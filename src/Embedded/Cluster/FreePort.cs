using System.Net;
using System.Net.Sockets;

namespace Perdure.Embedded.Cluster;

/// <summary>Ports of the loopback that nobody listens on. Somebody may take one before the server does, so a start may have to try again.</summary>
internal static class FreePort
{
    /// <summary>The preferred port where it is free, so that a restarted server is found where it was; else a random one.</summary>
    public static int Choose(int? preferred) => preferred is { } port && IsFree(port) ? port : Random();

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Random()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
