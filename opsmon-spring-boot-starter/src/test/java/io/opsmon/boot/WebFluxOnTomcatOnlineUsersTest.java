package io.opsmon.boot;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Tests online users in a host with WebFlux on Tomcat. */
@SpringBootTest(
        classes = WebFluxOnTomcatOnlineUsersTest.OnTomcat.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class WebFluxOnTomcatOnlineUsersTest extends OnlineUsersContract {

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
    @Import(WebFluxOnlineUsersTest.Host.class)
    static class OnTomcat {

        @Bean
        TomcatReactiveWebServerFactory server() {
            return new TomcatReactiveWebServerFactory(0);
        }
    }
}
