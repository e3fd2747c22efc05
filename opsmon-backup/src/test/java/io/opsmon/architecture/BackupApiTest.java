package io.opsmon.architecture;

class BackupApiTest extends ApiContract {

    @Override
    boolean isOfModule(String packageName) {
        return packageName.startsWith("io.opsmon.backup.");
    }
}
