# Commands of Vivado and Quartus that print what they are called with, a word a line, then a line ".".
# Arguments: names of the commands, --, a script and its arguments.
set end [lsearch -exact $argv --]
set commands [lrange $argv 0 [expr {$end - 1}]]
set script [lindex $argv [expr {$end + 1}]]
set argv [lrange $argv [expr {$end + 2}] end]
set argc [llength $argv]
foreach name $commands {
  proc $name args [format {
    puts %s
    foreach word $args { puts $word }
    puts .
    return [lindex $args end]
  } $name]
}
# A package of Quartus' own Tcl.
rename package tcl_package
proc package {what args} {
  if {$what eq "require" && [string match ::quartus::* [lindex $args 0]]} { return 1 }
  uplevel 1 [list tcl_package $what {*}$args]
}
set argv0 $script
source $script
