package io.opsmon.hosts.kotlin

import io.opsmon.operationlog.Sensitive
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import org.springframework.stereotype.Service

data class Payment(val payer: String, @Sensitive val pin: String, val cents: Long)

data class Receipt(val number: String)

data class Note(val text: String)

@Service
class Payments {

    suspend fun pay(payment: Payment): Receipt = withContext(Dispatchers.IO) {
        delay(5)
        Receipt("R-" + payment.cents)
    }

    fun all(): Flow<Receipt> = flow {
        emit(Receipt("R-1"))
        delay(5)
        emit(Receipt("R-2"))
    }

    suspend fun cancel(number: String) {
        delay(5)
        error("$number is settled")
    }

    suspend fun note(number: String, note: Note): Note {
        delay(5)
        return note.copy(text = number + ": " + note.text)
    }
}
