package io.opsmon.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Uses a started application and the REST API of opsmon as a front end does: with cookies and headers of its own.
 * Follows no redirects. Not thread-safe.
 */
public final class HostClient {

    private static final String API = "/opsmon/api/v1";

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String base;

    /** A client without a token; the base is the address of the application, without a slash at its end. */
    public HostClient(String base) {
        this.base = base;
        headers.put("Sec-Fetch-Site", "same-origin");
    }

    /** Sends the header with each request from now on. */
    public HostClient with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Sends a request; a body that begins with a brace is JSON, another body a form. */
    public HttpResponse<String> send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (!body.isEmpty()) {
            request.header(
                    "Content-Type", body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Sends a GET request. */
    public HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    /** The status of a request to the REST API of opsmon. */
    public int status(String path) {
        return get(API + path).statusCode();
    }

    /** A successful answer of the REST API of opsmon. */
    public JsonNode json(String method, String path, String body) {
        HttpResponse<String> response = send(method, API + path, body);
        assertThat(response.statusCode())
                .as(() -> method + " " + path + ": " + response.body())
                .isBetween(200, 299);
        return JsonMapper.shared().readTree(response.body());
    }

    /** The items of a page. */
    public JsonNode items(String path) {
        return json("GET", path, "").path("items");
    }

    /** Waits for the operation with a description. */
    public JsonNode operation(String description) {
        return item(
                "/operation-logs", item -> item.path("description").asString("").equals(description));
    }

    /** Waits for the newest entry about a user in the login log with an event and an outcome. */
    public JsonNode login(String username, String event, String outcome) {
        return item(
                "/login-logs?event=" + event,
                item -> item.path("username").asString("").equals(username)
                        && item.path("outcome").asString("").equals(outcome));
    }

    /** The number of sign-ins of a user in the login log. */
    public long logins(String username) {
        return items("/login-logs?event=LOGIN&outcome=SUCCESS&username=" + username)
                .size();
    }

    /** Waits for a session of a user. */
    public JsonNode session(String username) {
        return item("/online-users", item -> item.path("username").asString("").equals(username));
    }

    /** Terminates the sessions of a user, and returns their number. */
    public int terminate(String username) {
        return json("DELETE", "/online-users?username=" + username, "")
                .path("kicked")
                .asInt();
    }

    private JsonNode item(String path, Predicate<JsonNode> wanted) {
        AtomicReference<@Nullable JsonNode> found = new AtomicReference<>();
        await().untilAsserted(() -> {
            JsonNode items = items(path);
            items.forEach(item -> {
                if (wanted.test(item)) {
                    found.compareAndSet(null, item);
                }
            });
            assertThat(found.get()).as(items::toPrettyString).isNotNull();
        });
        @Nullable JsonNode item = found.get();
        if (item == null) {
            throw new AssertionError();
        }
        return item;
    }

    /** Verifies the integrity chains of both logs, which must be intact. */
    public void verifyLogs() {
        for (String log : new String[] {"/operation-logs", "/login-logs"}) {
            json("POST", log + "/verification", "");
            await().untilAsserted(() -> assertThat(
                            json("GET", log + "/verification", "").path("state").asString())
                    .isEqualTo("DONE"));
            JsonNode report = json("GET", log + "/verification", "").path("report");
            assertThat(report.path("intact").asBoolean())
                    .as(report::toPrettyString)
                    .isTrue();
            assertThat(report.path("findings").isEmpty())
                    .as(report::toPrettyString)
                    .isTrue();
        }
    }

    /** Backs up the database and waits for the backup. */
    public void backUp() {
        String id = json("POST", "/backups", "{}").path("id").asString();
        await().untilAsserted(() -> assertThat(
                        json("GET", "/backups/" + id, "").path("status").asString())
                .isEqualTo("SUCCEEDED"));
    }

    /** Opens the console with a one-time address, and returns the client of the console, which has no token. */
    public HostClient console() {
        JsonNode ticket = json("POST", "/console-tickets", "");
        HostClient console = new HostClient(base);
        assertThat(console.get("/opsmon/").statusCode()).isEqualTo(200);
        HttpResponse<String> opened = console.send(
                "POST",
                API + "/console-session",
                "{\"ticket\":\"" + ticket.path("ticket").asString() + "\"}");
        assertThat(opened.statusCode()).as(opened::body).isBetween(200, 299);
        return console;
    }
}
