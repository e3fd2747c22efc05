package io.opsmon.boot.web.console;

import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.SignOutOffer;
import io.opsmon.boot.web.access.RequestGate;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Configures the console and the routes that only the console needs. */
@AutoConfiguration(after = OpsmonWebAutoConfiguration.class)
@ConditionalOnBean(ApiRoutes.class)
public final class OpsmonConsoleAutoConfiguration {

    OpsmonConsoleAutoConfiguration() {}

    @Bean
    ConsoleFiles opsmonConsoleFiles(OpsmonWebProperties properties, OpsmonAccess access, RequestGate gate) {
        return new ConsoleFiles(properties, access, gate);
    }

    @Bean
    RouteGroup opsmonMeRoutes(
            OpsmonAccess access,
            CallerScope scope,
            ObjectProvider<Capability> capabilities,
            OpsmonWebProperties properties,
            ObjectProvider<SignOutOffer> signOut) {
        return new MeRoutes(
                access,
                scope,
                capabilities.stream().map(Capability::name).sorted().toList(),
                properties,
                signOut.stream().toList());
    }

    @Bean
    LiveEvents opsmonLiveEvents(ObjectProvider<LiveSignal> signals) {
        return new LiveEvents(signals.stream().toList());
    }

    @Bean
    RouteGroup opsmonEventRoutes(OpsmonAccess access, CallerScope scope, LiveEvents events) {
        return new EventRoutes(access, scope, events);
    }

    @Bean
    RouteGroup opsmonCounterRoutes(OpsmonAccess access, CallerScope scope, ObjectProvider<MenuCount> counts) {
        return new CounterRoutes(access, scope, counts.stream().toList(), System::nanoTime);
    }

    @Bean
    RouteGroup opsmonOverviewRoutes(OpsmonAccess access, CallerScope scope, ObjectProvider<OverviewPart> parts) {
        return new OverviewRoutes(access, scope, parts.stream().toList());
    }
}
