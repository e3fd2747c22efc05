package io.opsmon.boot.web;

/** Everybody may do everything; only where the host said so in so many words. */
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
