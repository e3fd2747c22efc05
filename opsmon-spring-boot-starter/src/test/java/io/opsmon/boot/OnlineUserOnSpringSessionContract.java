package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.internal.springsession.SpringSessionStore;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Tests online users in a host that stores sessions with Spring Session. */
abstract class OnlineUserOnSpringSessionContract extends OnlineUserHttpContract {

    @Autowired
    FindByIndexNameSessionRepository<? extends Session> sessions;

    @Autowired
    private OnlineUserStore top;

    @Autowired
    OnlineUserRegistry registry;

    /** Uses the same cookie as the container. */
    static class Cookies {

        @Bean
        CookieSerializer cookies() {
            DefaultCookieSerializer cookies = new DefaultCookieSerializer();
            cookies.setCookieName("JSESSIONID");
            cookies.setUseBase64Encoding(false);
            return cookies;
        }
    }

    @Test
    void deletesTheSessionOfWhoIsKicked() throws Exception {
        TestBrowser reader = signedIn("reader");
        String ref = reference(reader);
        assertThat(sessions.findByPrincipalName("reader"))
                .containsKey(reader.cookie("JSESSIONID").orElseThrow());

        registry.kick(ref, "boss", null);

        assertThat(top).isInstanceOf(SpringSessionStore.class);
        assertThat(sessions.findByPrincipalName("reader"))
                .doesNotContainKey(reader.cookie("JSESSIONID").orElseThrow());
        assertThat(registry.get(ref)).isEmpty();
        assertThat(reader.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void listsNobodyWhoseSessionWasDeletedByOthers() throws Exception {
        TestBrowser reader = signedIn("reader");
        TestBrowser other = signedIn("reader");
        String gone = reference(reader);
        String stays = reference(other);

        sessions.deleteById(reader.cookie("JSESSIONID").orElseThrow());

        await().untilAsserted(() -> assertThat(
                        registry.find(OnlineUserQuery.ofUser("reader")).items())
                .extracting(session -> session.ref())
                .contains(stays)
                .doesNotContain(gone));
        assertThat(registry.get(gone)).isEmpty();
        assertThat(other.get("/page").body()).isEqualTo("reader");
        registry.kick(stays, "boss", null);
    }

    @Test
    void listsAnIdleSessionThatNeverEndsAndDeletesItByName() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");
        Instant used = Instant.now();
        await().until(() -> Duration.between(used, Instant.now()).toMillis() > 300);
        assertThat(refs(boss().json(API + "?username=bob"))).contains(ref);

        boss().send("DELETE", API + "?username=bob", "");

        assertThat(sessions.findById(bob.cookie("JSESSIONID").orElseThrow())).isNull();
        assertThat(bob.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void doesNotListASessionThatNeverEndsAndThatTheHostHasDeleted() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");
        String id = bob.cookie("JSESSIONID").orElseThrow();
        shorten(sessions, id);

        sessions.deleteById(id);

        await().untilAsserted(() -> assertThat(
                        registry.find(OnlineUserQuery.ofUser("bob")).items())
                .extracting(session -> session.ref())
                .doesNotContain(ref));
    }

    /** Spring Session's JDBC repository deletes no session that never expires. */
    private static <S extends Session> void shorten(FindByIndexNameSessionRepository<S> repository, String id) {
        S session = Objects.requireNonNull(repository.findById(id));
        session.setMaxInactiveInterval(Duration.ofMinutes(1));
        repository.save(session);
    }

    /** A session attribute whose class has changed since the session was stored. */
    static final class Unreadable implements Serializable {

        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidClassException("changed");
        }
    }

    private <S extends Session> void makeUnreadable(FindByIndexNameSessionRepository<S> repository, String id) {
        S session = repository.findById(id);
        Objects.requireNonNull(session).setAttribute("unreadable", new Unreadable());
        repository.save(session);
    }

    @Test
    void listsAndKicksAUserWithASessionThatCannotBeRead() throws Exception {
        TestBrowser broken = signedIn("slow");
        TestBrowser other = signedIn("slow");
        String ref = reference(broken);
        String otherRef = reference(other);
        Instant used = Instant.now();
        makeUnreadable(sessions, broken.cookie("JSESSIONID").orElseThrow());
        await().until(() -> Duration.between(used, Instant.now()).toMillis() > 300);

        assertThat(registry.find(OnlineUserQuery.ofUser("slow")).items())
                .extracting(session -> session.ref())
                .contains(ref, otherRef);
        registry.kick(otherRef, "boss", null);
        assertThat(other.get("/page").statusCode()).isEqualTo(302);
        registry.kick(ref, "boss", null);
    }
}
