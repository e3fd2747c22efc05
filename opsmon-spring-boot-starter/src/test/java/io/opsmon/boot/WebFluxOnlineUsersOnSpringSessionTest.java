package io.opsmon.boot;

import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.config.annotation.web.server.EnableSpringWebSession;

/** Tests online users in a host with WebFlux and Spring Session, whose sessions are copies for each request. */
@SpringBootTest(
        classes = WebFluxOnlineUsersOnSpringSessionTest.WithSpringSession.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class WebFluxOnlineUsersOnSpringSessionTest extends OnlineUsersContract {

    @Override
    String sessionCookie() {
        return "SESSION";
    }

    @Override
    int streams() {
        return WebFluxOnlineUsersTest.Pages.STREAMS.get();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableSpringWebSession
    @Import(WebFluxOnlineUsersTest.Host.class)
    static class WithSpringSession {

        @Bean
        NettyReactiveWebServerFactory server() {
            return new NettyReactiveWebServerFactory(0);
        }

        @Bean
        ReactiveSessionRepository<?> sessions() {
            return new ReactiveMapSessionRepository(new ConcurrentHashMap<>());
        }
    }
}
