package io.opsmon.backup.internal.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy between client and server that answers 503, resets connections in the middle, or lets them hang. */
final class FaultyProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final AtomicInteger unavailable = new AtomicInteger();
    final AtomicInteger cutRequests = new AtomicInteger();
    final AtomicInteger cutAnswers = new AtomicInteger();
    final AtomicInteger silent = new AtomicInteger();

    FaultyProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Closes idle connections, because the faults apply to new connections. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static void thread(Runnable body) {
        Thread thread = new Thread(body, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean takes(AtomicInteger count) {
        return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                thread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (takes(unavailable)) {
                client.getInputStream().read(new byte[1 << 16]);
                client.getOutputStream()
                        .write("HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            if (takes(silent)) {
                InputStream in = client.getInputStream();
                while (in.read(new byte[1 << 16]) >= 0) {
                    // Never answers.
                }
                return;
            }
            try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
                sockets.add(upstream);
                long requestLimit = takes(cutRequests) ? 100_000 : Long.MAX_VALUE;
                long answerLimit = takes(cutAnswers) ? 300_000 : Long.MAX_VALUE;
                thread(() -> pump(client, upstream, requestLimit));
                pump(upstream, client, answerLimit);
            }
        } catch (IOException broken) {
            // The connection was closed.
        }
    }

    private static void pump(Socket from, Socket to, long limit) {
        byte[] chunk = new byte[1 << 14];
        long count = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(chunk);
            while (read >= 0) {
                out.write(chunk, 0, read);
                count += read;
                if (count > limit) {
                    // Sends a reset instead of an end.
                    from.setOption(StandardSocketOptions.SO_LINGER, 0);
                    to.setOption(StandardSocketOptions.SO_LINGER, 0);
                    from.close();
                    to.close();
                    return;
                }
                read = in.read(chunk);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            // The connection was closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
