package io.opsmon.benchmarks;

/** A bean of fifty properties, comparable to forms of back offices. */
public class FiftyFields {

    private int f0 = 0;
    private String f1 = "value 1";
    private java.math.BigDecimal f2 = new java.math.BigDecimal("2.50");
    private boolean f3 = false;
    private java.time.LocalDate f4 = java.time.LocalDate.of(2026, 1, 5);
    private int f5 = 5;
    private String f6 = "value 6";
    private java.math.BigDecimal f7 = new java.math.BigDecimal("7.50");
    private boolean f8 = false;
    private java.time.LocalDate f9 = java.time.LocalDate.of(2026, 1, 10);
    private int f10 = 10;
    private String f11 = "value 11";
    private java.math.BigDecimal f12 = new java.math.BigDecimal("12.50");
    private boolean f13 = false;
    private java.time.LocalDate f14 = java.time.LocalDate.of(2026, 1, 15);
    private int f15 = 15;
    private String f16 = "value 16";
    private java.math.BigDecimal f17 = new java.math.BigDecimal("17.50");
    private boolean f18 = false;
    private java.time.LocalDate f19 = java.time.LocalDate.of(2026, 1, 20);
    private int f20 = 20;
    private String f21 = "value 21";
    private java.math.BigDecimal f22 = new java.math.BigDecimal("22.50");
    private boolean f23 = false;
    private java.time.LocalDate f24 = java.time.LocalDate.of(2026, 1, 25);
    private int f25 = 25;
    private String f26 = "value 26";
    private java.math.BigDecimal f27 = new java.math.BigDecimal("27.50");
    private boolean f28 = false;
    private java.time.LocalDate f29 = java.time.LocalDate.of(2026, 1, 2);
    private int f30 = 30;
    private String f31 = "value 31";
    private java.math.BigDecimal f32 = new java.math.BigDecimal("32.50");
    private boolean f33 = false;
    private java.time.LocalDate f34 = java.time.LocalDate.of(2026, 1, 7);
    private int f35 = 35;
    private String f36 = "value 36";
    private java.math.BigDecimal f37 = new java.math.BigDecimal("37.50");
    private boolean f38 = false;
    private java.time.LocalDate f39 = java.time.LocalDate.of(2026, 1, 12);
    private int f40 = 40;
    private String f41 = "value 41";
    private java.math.BigDecimal f42 = new java.math.BigDecimal("42.50");
    private boolean f43 = false;
    private java.time.LocalDate f44 = java.time.LocalDate.of(2026, 1, 17);
    private int f45 = 45;
    private String f46 = "value 46";
    private java.math.BigDecimal f47 = new java.math.BigDecimal("47.50");
    private boolean f48 = false;
    private java.time.LocalDate f49 = java.time.LocalDate.of(2026, 1, 22);

    /** Returns a copy with other values in ten properties. */
    FiftyFields changed() {
        FiftyFields other = new FiftyFields();
        other.f0 = -1;
        other.f1 = "another value";
        other.f2 = new java.math.BigDecimal("0.99");
        other.f3 = true;
        other.f4 = java.time.LocalDate.of(2027, 1, 1);
        other.f5 = -1;
        other.f6 = "another value";
        other.f7 = new java.math.BigDecimal("0.99");
        other.f8 = true;
        other.f9 = java.time.LocalDate.of(2027, 1, 1);
        return other;
    }

    public int getF0() {
        return f0;
    }

    public String getF1() {
        return f1;
    }

    public java.math.BigDecimal getF2() {
        return f2;
    }

    public boolean isF3() {
        return f3;
    }

    public java.time.LocalDate getF4() {
        return f4;
    }

    public int getF5() {
        return f5;
    }

    public String getF6() {
        return f6;
    }

    public java.math.BigDecimal getF7() {
        return f7;
    }

    public boolean isF8() {
        return f8;
    }

    public java.time.LocalDate getF9() {
        return f9;
    }

    public int getF10() {
        return f10;
    }

    public String getF11() {
        return f11;
    }

    public java.math.BigDecimal getF12() {
        return f12;
    }

    public boolean isF13() {
        return f13;
    }

    public java.time.LocalDate getF14() {
        return f14;
    }

    public int getF15() {
        return f15;
    }

    public String getF16() {
        return f16;
    }

    public java.math.BigDecimal getF17() {
        return f17;
    }

    public boolean isF18() {
        return f18;
    }

    public java.time.LocalDate getF19() {
        return f19;
    }

    public int getF20() {
        return f20;
    }

    public String getF21() {
        return f21;
    }

    public java.math.BigDecimal getF22() {
        return f22;
    }

    public boolean isF23() {
        return f23;
    }

    public java.time.LocalDate getF24() {
        return f24;
    }

    public int getF25() {
        return f25;
    }

    public String getF26() {
        return f26;
    }

    public java.math.BigDecimal getF27() {
        return f27;
    }

    public boolean isF28() {
        return f28;
    }

    public java.time.LocalDate getF29() {
        return f29;
    }

    public int getF30() {
        return f30;
    }

    public String getF31() {
        return f31;
    }

    public java.math.BigDecimal getF32() {
        return f32;
    }

    public boolean isF33() {
        return f33;
    }

    public java.time.LocalDate getF34() {
        return f34;
    }

    public int getF35() {
        return f35;
    }

    public String getF36() {
        return f36;
    }

    public java.math.BigDecimal getF37() {
        return f37;
    }

    public boolean isF38() {
        return f38;
    }

    public java.time.LocalDate getF39() {
        return f39;
    }

    public int getF40() {
        return f40;
    }

    public String getF41() {
        return f41;
    }

    public java.math.BigDecimal getF42() {
        return f42;
    }

    public boolean isF43() {
        return f43;
    }

    public java.time.LocalDate getF44() {
        return f44;
    }

    public int getF45() {
        return f45;
    }

    public String getF46() {
        return f46;
    }

    public java.math.BigDecimal getF47() {
        return f47;
    }

    public boolean isF48() {
        return f48;
    }

    public java.time.LocalDate getF49() {
        return f49;
    }
}
