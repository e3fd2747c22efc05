package io.opsmon.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests that regular clients do not send: any Host, any path, unmodified and repeated headers. */
final class RawHttp {

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    /** An answer. */
    record Answer(int status, Map<String, List<String>> headers, String body) {

        Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    /**
     * Sends a request. The headers are names and values in turn; without a Host header, the request has {@code Host:
     * localhost}.
     */
    Answer send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        boolean hasHost = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            hasHost |= headers[i].equals("Host");
        }
        if (!hasHost) {
            request.append("Host: localhost:").append(port).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        request.append("\r\n").append(body);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        String whole = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = whole.indexOf("\r\n\r\n");
        List<String> lines = Arrays.asList(whole.substring(0, end).split("\r\n"));
        Map<String, List<String>> headers = lines.stream()
                .skip(1)
                .map(line -> line.split(":", 2))
                .collect(Collectors.groupingBy(
                        parts -> parts[0].toLowerCase(Locale.ROOT),
                        LinkedHashMap::new,
                        Collectors.mapping(parts -> parts[1].strip(), Collectors.toList())));
        String body = whole.substring(end + 4);
        boolean isChunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
        return new Answer(
                Integer.parseInt(lines.get(0).split(" ")[1]), headers, isChunked ? withoutChunkSizes(body) : body);
    }

    private static String withoutChunkSizes(String body) {
        return Stream.of(body.split("\r\n"))
                .filter(line -> !line.matches("[0-9a-f]{1,8}"))
                .collect(Collectors.joining());
    }
}
