package io.opsmon.operationlog.internal.interception

import io.opsmon.operationlog.OperationLog
import io.opsmon.operationlog.context.OperationLogContext
import io.opsmon.operationlog.Sensitive
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

data class Card(val owner: String, @Sensitive val pin: String)

/** The compiler gives its constructor a further parameter for the default value. */
data class CardWithDefaults(@Sensitive val digits: String = "4711", val limit: Int = 100)

/** Not a data class, so that the order of its fields says nothing. */
class Locker(@Sensitive val combination: String, open: Boolean) {
    val state: String = if (open) "open" else "closed"
}

@JvmInline value class Pin(val digits: String)

/** The getter of a value class has a generated name. */
data class CardWithValueClass(val owner: String, @Sensitive val code: Pin)

abstract class Account(@Sensitive val iban: String)

class Savings(iban: String, val limit: Int) : Account(iban)

data class Mutable(var name: String, @Sensitive var answer: String?, @Sensitive val isVip: Boolean)

/** The getter of an internal property has a generated name. */
data class Internal(@Sensitive internal val word: String)

open class KotlinShop {

    @OperationLog(description = "paid")
    open fun pay(card: Any): String = "paid"

    @OperationLog(description = "paid with #{#method}")
    open suspend fun payLater(name: String): String {
        OperationLogContext.put("method", "nothing")
        delay(20)
        OperationLogContext.put("method", "cash")
        return name
    }

    @OperationLog(description = "moved to #{#place}")
    open suspend fun move(): String = withContext(Dispatchers.IO) {
        delay(5)
        OperationLogContext.put("place", "the attic")
        "moved"
    }

    @OperationLog(description = "counted #{#left} and #{#right}")
    open suspend fun count() = coroutineScope {
        val left = async { delay(10); OperationLogContext.put("left", 1) }
        val right = async(Dispatchers.Default) { delay(5); OperationLogContext.put("right", 2) }
        left.await()
        right.await()
    }

    @OperationLog(description = "failed with #{#reason}")
    open suspend fun fail(): String {
        delay(5)
        OperationLogContext.put("reason", "rain")
        error("wet")
    }

    @OperationLog(description = "listed #{#result} of #{#list}")
    open fun list(): Flow<String> = flow {
        OperationLogContext.put("list", "fruit")
        emit("apple")
        delay(10)
        OperationLogContext.put("list", "fruit and nuts")
        emit("nut")
    }

    @OperationLog(description = "streamed #{#result}")
    open fun broken(): Flow<String> = flow {
        emit("apple")
        delay(5)
        error("no nuts")
    }

    @OperationLog(description = "opened #{#result}")
    open suspend fun open(): Flow<String> {
        delay(5)
        return list()
    }

    @OperationLog(description = "the state")
    open fun state(): StateFlow<String> = MutableStateFlow("open")
}

/** A recorded method that calls another recorded method between its suspension points. */
open class KotlinBranch(private val shop: KotlinShop) {

    @OperationLog(description = "branch #{#place}")
    open suspend fun forward(): String {
        OperationLogContext.put("place", "north")
        shop.payLater("ada")
        OperationLogContext.put("place", OperationLogContext.get("place").toString() + " and south")
        return "forwarded"
    }
}

object Singleton {
    @OperationLog(description = "from an object")
    fun act() = "acted"
}

class FinalShop {
    @OperationLog(description = "from a final class")
    fun act() = "acted"
}

open class HalfOpenShop(private val answer: String) {
    @OperationLog(description = "from a final method")
    fun closed() = answer

    @OperationLog(description = "from an open method")
    open fun opened() = answer
}

fun payLater(shop: KotlinShop): String = runBlocking { shop.payLater("ada") }

fun move(shop: KotlinShop): String = runBlocking { shop.move() }

fun count(shop: KotlinShop) = runBlocking { shop.count() }

fun fail(shop: KotlinShop): String = runBlocking { shop.fail() }

fun forward(branch: KotlinBranch): String = runBlocking { branch.forward() }

fun collectAll(flow: Flow<String>): List<String> = runBlocking { flow.toList() }

/** Collects inside another flow, which checks that the context of its elements has not changed. */
fun collectInFlow(flow: Flow<String>): List<String> = runBlocking {
    flow { flow.collect { emit(it) } }.map { it.uppercase() }.flowOn(Dispatchers.Default).toList()
}

fun collectFirst(flow: Flow<String>): String = runBlocking { flow.first() }

fun openAndCollect(shop: KotlinShop): List<String> = runBlocking { shop.open().toList() }

/** Returns the value that the collector finds in the context of its own thread. */
fun contextOfCollector(flow: Flow<String>): List<Any?> = runBlocking {
    flow.map { OperationLogContext.get("list") }.toList()
}

fun cards(): List<Any> =
    listOf(
        Card("ada", "4711"),
        CardWithDefaults(),
        CardWithDefaults("4711", 3),
        Locker("4711", true),
        CardWithValueClass("ada", Pin("4711")),
        Savings("4711", 7),
        Mutable("ada", "4711", false),
        Internal("4711"))
