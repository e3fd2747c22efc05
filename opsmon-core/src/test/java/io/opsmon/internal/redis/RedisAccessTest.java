package io.opsmon.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedisAccessTest {

    /** Simulates a client that is shut down during a connection attempt, for which Lettuce waits forever. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void closesWhileSomebodyConnectsToAServerThatSaysNothing() throws Exception {
        // Other tests of this JVM may have left a thread that waits for a server which is gone.
        Set<Thread> before = connecting();
        RedisClient client;
        try (ServerSocket silent = new ServerSocket(0)) {
            client = RedisClient.create(RedisURI.Builder.redis("localhost", silent.getLocalPort())
                    .withTimeout(Duration.ofMinutes(10))
                    .build());
            RedisAccess access = new RedisAccess(client, Duration.ofMillis(100), "opsmon:");
            Thread caller = new Thread(() -> assertThatThrownBy(() -> access.call(commands -> commands.get("x")))
                    .isInstanceOf(RedisUnavailableException.class));
            caller.start();
            try (Socket connecting = silent.accept()) {
                assertThat(connecting.isConnected()).isTrue();
                access.close();
                assertThat(caller.isAlive()).isTrue();
                caller.interrupt();
                caller.join();
            }
            assertThatThrownBy(() -> access.call(commands -> commands.get("x")))
                    .isInstanceOf(RedisUnavailableException.class);
        }
        client.shutdown();
        await().until(() -> before.containsAll(connecting()));
    }

    private static Set<Thread> connecting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("opsmon-redis-connect"))
                .collect(Collectors.toSet());
    }
}
