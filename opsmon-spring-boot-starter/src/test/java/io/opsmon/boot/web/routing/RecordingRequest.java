package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.Caller;
import io.opsmon.boot.web.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Records the parameters, headers and path variables that a handler reads. */
final class RecordingRequest implements ApiRequest {

    private static final Set<String> READS = Set.of("get", "getFirst", "containsKey", "getOrDefault");

    private final ApiRequest request;
    private final boolean keepsBody;

    final Set<String> parameters = new TreeSet<>();
    final Set<String> headers = new TreeSet<>();
    final Set<String> variables = new TreeSet<>();
    byte[] body = new byte[0];

    RecordingRequest(ApiRequest request, boolean keepsBody) {
        this.request = request;
        this.keepsBody = keepsBody;
    }

    @Override
    @SuppressWarnings("unchecked")
    public MultiValueMap<String, String> params() {
        MultiValueMap<String, String> all = request.params();
        return (MultiValueMap<String, String>) Proxy.newProxyInstance(
                RecordingRequest.class.getClassLoader(),
                new Class<?>[] {MultiValueMap.class},
                (proxy, method, args) -> {
                    if (READS.contains(method.getName())) {
                        parameters.add(String.valueOf(args[0]));
                    }
                    try {
                        return method.invoke(all, args);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Override
    public @Nullable String header(String name) {
        headers.add(name);
        return request.header(name);
    }

    @Override
    public String pathVariable(String name) {
        variables.add(name);
        return request.pathVariable(name);
    }

    @Override
    public InputStream body() throws IOException {
        if (!keepsBody) {
            return request.body();
        }
        body = request.body().readAllBytes();
        return new ByteArrayInputStream(body);
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public @Nullable Csrf csrf() {
        return request.csrf();
    }

    @Override
    public Caller caller() {
        return request.caller();
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return request.unwrap(type);
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String sentMethod() {
        return request.sentMethod();
    }

    @Override
    public List<String> sentHeaders(String name) {
        return request.sentHeaders(name);
    }

    @Override
    public Origin origin() {
        return request.origin();
    }

    @Override
    public boolean hasBody() {
        return request.hasBody();
    }

    @Override
    public boolean hasClientCertificate() {
        return request.hasClientCertificate();
    }

    @Override
    public @Nullable String connectionAddress() {
        return request.connectionAddress();
    }

    @Override
    public @Nullable String clientAddress() {
        return request.clientAddress();
    }

    @Override
    public @Nullable String localAddress() {
        return request.localAddress();
    }

    @Override
    public void readParameters() {
        request.readParameters();
    }
}
