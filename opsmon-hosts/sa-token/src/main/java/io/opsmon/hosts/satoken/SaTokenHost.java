package io.opsmon.hosts.satoken;

import cn.dev33.satoken.interceptor.SaInterceptor;
import cn.dev33.satoken.stp.StpInterface;
import cn.dev33.satoken.stp.StpUtil;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** An application whose interceptor requires a sign-in for its own paths. */
@SpringBootApplication
public class SaTokenHost implements WebMvcConfigurer {

    public static void main(String[] arguments) {
        SpringApplication.run(SaTokenHost.class, arguments);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new SaInterceptor(handler -> StpUtil.checkLogin()))
                .addPathPatterns("/products/**");
    }

    /** The permissions of users. One pattern opens the console to administrators. */
    @Component
    static class Permissions implements StpInterface {

        @Override
        public List<String> getPermissionList(Object loginId, String loginType) {
            return loginId.equals("admin") ? List.of("product:*", "opsmon:*") : List.of("product:*");
        }

        @Override
        public List<String> getRoleList(Object loginId, String loginType) {
            return List.of();
        }
    }
}
