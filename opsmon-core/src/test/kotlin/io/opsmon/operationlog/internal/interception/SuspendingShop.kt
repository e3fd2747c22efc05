package io.opsmon.operationlog.internal.interception

import io.opsmon.operationlog.OperationLog
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking

open class SuspendingShop {

    @OperationLog(description = "#{#result}, suspended")
    open suspend fun order(name: String): String {
        delay(30)
        return "ordered $name"
    }
}

fun callOrder(shop: SuspendingShop, name: String): String = runBlocking { shop.order(name) }
