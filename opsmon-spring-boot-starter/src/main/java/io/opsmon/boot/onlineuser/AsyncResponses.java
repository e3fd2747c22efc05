package io.opsmon.boot.onlineuser;

import io.opsmon.onlineuser.LocalSession;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Closes asynchronous responses, for example event streams, when their session ends. Stateless. */
final class AsyncResponses {

    private AsyncResponses() {}

    static void closeWithSession(LocalSession local, AsyncContext context) {
        Runnable forget = local.opened(context::complete);
        context.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                forget.run();
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                forget.run();
            }

            @Override
            public void onError(AsyncEvent event) {
                forget.run();
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                // The response continues.
            }
        });
    }
}
