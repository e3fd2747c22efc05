package io.opsmon.hosts.shiro;

import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UnknownAccountException;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.mgt.SecurityManager;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.web.mgt.DefaultWebSecurityManager;
import org.apache.shiro.web.mgt.WebSecurityManager;
import org.apache.shiro.web.servlet.AbstractShiroFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of Shiro, which has no starter for Spring Boot 4. */
@Configuration
class ShiroConfiguration {

    /** The principal of users: an object and not a name. */
    record Account(String username, String password) {}

    @Bean
    DefaultWebSecurityManager securityManager() {
        return new DefaultWebSecurityManager(new AccountRealm());
    }

    @Bean
    FilterRegistrationBean<AbstractShiroFilter> shiroFilter(SecurityManager manager) {
        FilterRegistrationBean<AbstractShiroFilter> registration =
                new FilterRegistrationBean<>(new ShiroFilter((WebSecurityManager) manager));
        registration.setOrder(0);
        return registration;
    }

    private static final class ShiroFilter extends AbstractShiroFilter {

        ShiroFilter(WebSecurityManager manager) {
            setSecurityManager(manager);
        }
    }

    private static final class AccountRealm extends AuthorizingRealm {

        @Override
        protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
            String username = (String) token.getPrincipal();
            if (!username.equals("admin") && !username.equals("jane")) {
                throw new UnknownAccountException("There is no account " + username);
            }
            return new SimpleAuthenticationInfo(new Account(username, "secret"), "secret", getName());
        }

        /** One pattern opens the console to administrators. */
        @Override
        protected AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
            SimpleAuthorizationInfo granted = new SimpleAuthorizationInfo();
            granted.addStringPermission("product:*");
            if (principals.oneByType(Account.class).username().equals("admin")) {
                granted.addStringPermission("opsmon:*");
            }
            return granted;
        }
    }
}
