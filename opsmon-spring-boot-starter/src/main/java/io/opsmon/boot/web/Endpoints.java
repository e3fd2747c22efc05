package io.opsmon.boot.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Collects the methods and path patterns of the API's routes, to distinguish a known path with a wrong method from an
 * unknown path. Thread-safe.
 */
final class Endpoints {

    private final List<Endpoint> endpoints = new CopyOnWriteArrayList<>();

    private record Endpoint(Set<HttpMethod> methods, PathPattern path) {}

    void add(RouterFunction<?> routes) {
        routes.accept(new Collector(endpoints));
    }

    /** Returns the methods of a path in alphabetical order; empty for an unknown path. */
    Set<String> methods(PathContainer path) {
        Set<String> methods = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.path().matches(path)) {
                endpoint.methods().forEach(method -> methods.add(method.name()));
            }
        }
        return methods;
    }

    private static final class Collector implements RouterFunctions.Visitor {

        private final List<Endpoint> found;
        private final Deque<String> prefixes = new ArrayDeque<>();

        Collector(List<Endpoint> found) {
            this.found = found;
        }

        @Override
        public void startNested(RequestPredicate predicate) {
            prefixes.addLast(MethodAndPath.of(predicate).path());
        }

        @Override
        public void endNested(RequestPredicate predicate) {
            prefixes.removeLast();
        }

        @Override
        public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
            MethodAndPath read = MethodAndPath.of(predicate);
            String path = String.join("", prefixes) + read.path();
            found.add(new Endpoint(Set.copyOf(read.methods()), PathPatternParser.defaultInstance.parse(path)));
        }

        @Override
        public void resources(Function<ServerRequest, Optional<Resource>> lookup) {
            // The API has no resources.
        }

        @Override
        public void attributes(Map<String, Object> attributes) {
            // Attributes contain no methods and paths.
        }

        @Override
        public void unknown(RouterFunction<?> routes) {
            // The methods are unknown: a wrong method is answered like an unknown path.
        }
    }

    /** Reads the conjunction of a method and a path. */
    private static final class MethodAndPath implements RequestPredicates.Visitor {

        private final Set<HttpMethod> methods = new LinkedHashSet<>();
        private final List<String> paths = new ArrayList<>();

        static MethodAndPath of(RequestPredicate predicate) {
            MethodAndPath read = new MethodAndPath();
            predicate.accept(read);
            return read;
        }

        Set<HttpMethod> methods() {
            return methods;
        }

        String path() {
            return String.join("", paths);
        }

        @Override
        public void method(Set<HttpMethod> allowed) {
            methods.addAll(allowed);
        }

        @Override
        public void path(String pattern) {
            paths.add(pattern);
        }

        @Override
        @SuppressWarnings("removal")
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void param(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
