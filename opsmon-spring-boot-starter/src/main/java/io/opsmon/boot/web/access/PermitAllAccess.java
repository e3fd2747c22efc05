package io.opsmon.boot.web.access;

import io.opsmon.boot.web.OpsmonAccess;

/** Grants every permission to all callers; used only if the host has configured it. */
final class PermitAllAccess implements OpsmonAccess {

    PermitAllAccess() {}

    @Override
    public String username() {
        return "everybody";
    }

    @Override
    public boolean isGranted(String permission) {
        return true;
    }
}
