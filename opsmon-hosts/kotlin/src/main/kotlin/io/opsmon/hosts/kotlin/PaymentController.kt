package io.opsmon.hosts.kotlin

import io.opsmon.operationlog.OperationLog
import io.opsmon.operationlog.context.OperationLogContext
import kotlinx.coroutines.flow.Flow
import org.springframework.web.bind.annotation.DeleteMapping
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.PutMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.RestController

@RestController
class PaymentController(private val payments: Payments) {

    @PostMapping("/payments")
    @OperationLog(
        module = "payment",
        action = "CREATE",
        description = "paid #{#payment.cents} cents with receipt #{#receipt}",
    )
    suspend fun pay(@RequestBody payment: Payment): Receipt {
        val receipt = payments.pay(payment)
        OperationLogContext.put("receipt", receipt.number)
        return receipt
    }

    @GetMapping("/payments")
    @OperationLog(module = "payment", action = "EXPORT", description = "exported #{#result} payments")
    fun export(): Flow<Receipt> = payments.all()

    @DeleteMapping("/payments/{number}")
    @OperationLog(module = "payment", action = "DELETE", description = "cancelled #{#number}")
    suspend fun cancel(@PathVariable number: String): Unit = payments.cancel(number)

    @PutMapping("/payments/{number}/note")
    suspend fun note(@PathVariable number: String, @RequestBody note: Note): Note = payments.note(number, note)
}
