package io.opsmon.architecture;

class ApiTest extends ApiContract {

    @Override
    boolean isOfModule(String packageName) {
        return !packageName.startsWith("io.opsmon.boot.") && !packageName.startsWith("io.opsmon.backup.");
    }
}
