package io.opsmon.boot.loginlog;

import cn.dev33.satoken.listener.SaTokenEventCenter;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.internal.satoken.SaTokenLogins;
import io.opsmon.loginlog.internal.shiro.ShiroLogins;
import io.opsmon.onlineuser.OnlineUserRegistry;
import org.apache.shiro.authc.AbstractAuthenticator;
import org.apache.shiro.mgt.AuthenticatingSecurityManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Records logins of hosts with Sa-Token or Apache Shiro. */
@AutoConfiguration(after = LoginLogAutoConfiguration.class)
@ConditionalOnBean(LoginLogRecorder.class)
public final class LoginLogAdaptersAutoConfiguration {

    LoginLogAdaptersAutoConfiguration() {}

    /** Registers the listener of Sa-Token, which has one registry per process. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "cn.dev33.satoken.listener.SaTokenEventCenter")
    static class SaTokenConfiguration {

        @Bean
        SaTokenRegistration opsmonSaTokenLogins(
                LoginLogRecorder recorder, SessionReference references, ObjectProvider<OnlineUserRegistry> registries) {
            SingletonSupplier<OnlineUserRegistry> registry = SingletonSupplier.ofNullable(registries::getIfAvailable);
            SaTokenLogins listener = new SaTokenLogins(recorder, token -> {
                @Nullable OnlineUserRegistry online = registry.get();
                return online != null && online.isKicked(references.of(token));
            });
            SaTokenEventCenter.registerListener(listener);
            return new SaTokenRegistration(listener);
        }
    }

    /**
     * Holds the listener and is not a listener bean itself, because Sa-Token's own starter would register such a bean
     * again.
     */
    record SaTokenRegistration(SaTokenLogins listener) implements DisposableBean {

        @Override
        public void destroy() {
            SaTokenEventCenter.removeListener(listener);
        }
    }

    /** Adds the listener to the authenticators of Shiro. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.apache.shiro.mgt.AuthenticatingSecurityManager")
    static class ShiroConfiguration {

        @Bean
        SmartInitializingSingleton opsmonShiroLogins(
                ObjectProvider<AuthenticatingSecurityManager> managers,
                LoginLogRecorder recorder,
                ObjectProvider<CurrentHttpExchange> exchanges) {
            ShiroLogins listener = new ShiroLogins(recorder, exchanges.getIfAvailable(() -> CurrentHttpExchange.NONE));
            return () -> managers.forEach(manager -> {
                if (manager.getAuthenticator() instanceof AbstractAuthenticator authenticator) {
                    authenticator.getAuthenticationListeners().add(listener);
                }
            });
        }
    }
}
