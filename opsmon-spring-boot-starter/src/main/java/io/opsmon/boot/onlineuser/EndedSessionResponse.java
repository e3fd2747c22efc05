package io.opsmon.boot.onlineuser;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.util.OnCommittedResponseWrapper;

/**
 * Ends a terminated session before the response is committed. Spring Session saves the session at that time, and cannot
 * save a session that was deleted.
 */
final class EndedSessionResponse extends OnCommittedResponseWrapper {

    private final Runnable endIfKicked;

    EndedSessionResponse(HttpServletResponse response, Runnable endIfKicked) {
        super(response);
        this.endIfKicked = endIfKicked;
    }

    @Override
    protected void onResponseCommitted() {
        endIfKicked.run();
    }
}
