package io.opsmon.boot.web.access;

import cn.dev33.satoken.SaManager;
import cn.dev33.satoken.stp.StpUtil;
import io.opsmon.boot.web.OpsmonAccess;
import org.jspecify.annotations.Nullable;

/**
 * Reads the caller and the permissions from Sa-Token. The host's {@code StpInterface} returns the permissions, with
 * wildcards as everywhere in Sa-Token: {@code opsmon:*} grants all of them. Thread-safe.
 */
final class SaTokenAccess implements OpsmonAccess {

    private final String adminRole;
    private final CallerOfRequest<String> tokens = new CallerOfRequest<>(SaTokenAccess.class, String.class);

    SaTokenAccess(String adminRole) {
        this.adminRole = adminRole;
    }

    @Override
    public @Nullable String username() {
        @Nullable Object loginId = loginId();
        return loginId == null ? null : String.valueOf(loginId);
    }

    @Override
    public boolean isGranted(String permission) {
        @Nullable Object loginId = loginId();
        return loginId != null && (StpUtil.hasPermission(loginId, permission) || StpUtil.hasRole(loginId, adminRole));
    }

    private @Nullable Object loginId() {
        if (SaManager.getSaTokenContext().isValid()) {
            @Nullable Object loginId = StpUtil.getLoginIdDefaultNull();
            tokens.keep(loginId == null ? null : StpUtil.getTokenValue());
            return loginId;
        }
        @Nullable String token = tokens.kept();
        return token == null ? null : StpUtil.getLoginIdByToken(token);
    }
}
