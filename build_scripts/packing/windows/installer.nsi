; The setup program for Windows. `packing/nsis.py` compiles it and defines what stands in ${…}.
;
;   /S                silent                          /ALLUSERS   for everyone on the computer (asks for elevation)
;   /D=FOLDER         into this folder; comes last,   /LANG=1030  Danish, 1033 English; else as the system speaks
;                     without quotes
;   Uninstall.exe /S [/PURGE]                         /PURGE takes the reader's notes and settings too
;
; Exit codes: 0 done, 1 cancelled, 2 failed, 206 the folder's name is too long, 740 no administrator, 1223 elevation
; refused, 1618 the program is running. Without /ALLUSERS nothing outside the reader's own profile is touched.

Unicode true
; The program is a 64-bit one; so is its installer, and sees the same registry and folders.
Target amd64-unicode
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
; Files get the time of their installation: times of the build would make every installer another one.
SetDateSave off
AllowSkipFiles off

Name "${TITLE}"
OutFile "${OUTPUT}"
BrandingText "${TITLE} ${VERSION}"
Icon "${ICON}"
UninstallIcon "${ICON}"

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh

!define KEY "Software\${PROGRAM}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PROGRAM}"
!define PROTOCOL_KEY "Software\Classes\handbook"
!define READERS "innovationshaandbogen"  ; handbook/paths.py
!define MOST_CHARACTERS 259  ; MAX_PATH less its final NUL
!define ERROR_TOO_LONG 206
!define ERROR_NO_ADMINISTRATOR 740
!define ERROR_REFUSED 1223
!define ERROR_TRY_LATER 1618  ; Intune and Configuration Manager try again by themselves
!define SEE_MASK_NOCLOSEPROCESS 0x40
!define SHCNE_ASSOCCHANGED 0x08000000

!ifdef SIGN_COMMAND
  !finalize '${SIGN_COMMAND} "%1"'
  !uninstfinalize '${SIGN_COMMAND} "%1"'
!endif

Var AllUsers
Var OldFolder

; --- Pages and languages ----------------------------------------------------------------------------------------------

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!define MUI_CUSTOMFUNCTION_GUIINIT CheckProgram
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

; The first is what a system gets that speaks neither.
!insertmacro MUI_LANGUAGE "Danish"
!insertmacro MUI_LANGUAGE "English"

LangString COMMENT ${LANG_DANISH} "${SUMMARY_DA}"
LangString COMMENT ${LANG_ENGLISH} "Handbook on leading innovation in the public sector, without network"
LangString RUNNING ${LANG_DANISH} "${TITLE} er åben. Luk vinduet, og prøv igen."
LangString RUNNING ${LANG_ENGLISH} "${TITLE} is open. Close its window and try again."
LangString TOO_LONG ${LANG_DANISH} "Mappens navn er for langt. Vælg en mappe med et kortere navn."
LangString TOO_LONG ${LANG_ENGLISH} "The folder’s name is too long. Choose one with a shorter name."
LangString NOT_WRITTEN ${LANG_DANISH} "Ikke alle filer kunne skrives. Se efter, om der er plads, og om du må skrive i mappen."
LangString NOT_WRITTEN ${LANG_ENGLISH} "Not every file could be written. See whether there is room, and whether you may write there."
LangString NO_ADMINISTRATOR ${LANG_DANISH} "Det kræver en administrator at installere for alle på computeren."
LangString NO_ADMINISTRATOR ${LANG_ENGLISH} "Only an administrator can do this for everyone on the computer."
LangString UN_PROGRAM ${LANG_DANISH} "Programmet og håndbogen"
LangString UN_PROGRAM ${LANG_ENGLISH} "The program and the handbook"
LangString UN_NOTES ${LANG_DANISH} "Mine noter og indstillinger"
LangString UN_NOTES ${LANG_ENGLISH} "My notes and settings"
LangString UN_PROGRAM_ABOUT ${LANG_DANISH} "Alt, hvad installationen lagde på computeren."
LangString UN_PROGRAM_ABOUT ${LANG_ENGLISH} "All that the installation put on the computer."
LangString UN_NOTES_ABOUT ${LANG_DANISH} "Dine noter, deres sikkerhedskopier og dine indstillinger. De kan ikke hentes tilbage."
LangString UN_NOTES_ABOUT ${LANG_ENGLISH} "Your notes, their backups and your settings. They can’t be brought back."

VIProductVersion "${NUMBERS}"
!macro VersionResource LANGUAGE
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${TITLE}"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${TITLE}"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "MIT (program), CC BY 4.0 (håndbog)"
!macroend
!insertmacro VersionResource ${LANG_DANISH}
!insertmacro VersionResource ${LANG_ENGLISH}

; --- What the installer and the uninstaller both do -------------------------------------------------------------------

!macro Both UN
; Go on as an administrator, or end: starts the same program elevated, waits, and ends with its exit code.
Function ${UN}BecomeAdministrator
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ELEVATED" $R1
  ${If} ${Errors}
    StrCpy $R2 0
  ${Else}
    StrCpy $R2 1
  ${EndIf}
  System::Call 'shell32::IsUserAnAdmin() i .r0'
  !ifdef TEST_WITHOUT_ADMINISTRATOR
    StrCpy $0 $R2
  !endif
  ${If} $0 <> 0
    Return
  ${EndIf}
  ${If} $R2 = 1
    MessageBox MB_OK|MB_ICONSTOP "$(NO_ADMINISTRATOR)" /SD IDOK
    SetErrorLevel ${ERROR_NO_ADMINISTRATOR}
    Quit
  ${EndIf}
  StrCpy $R3 "/ELEVATED $R0"
  !if "${UN}" == ""
    ${If} $INSTDIR != ""
      ; NSIS has cut it off the parameters; it must come last.
      StrCpy $R3 "$R3 /D=$INSTDIR"
    ${EndIf}
    StrCpy $R4 $EXEPATH
  !else
    ; The running one is a copy in a temporary folder, which would take that for the program's.
    StrCpy $R4 "$INSTDIR\Uninstall.exe"
  !endif
  ; SHELLEXECUTEINFOW on 64 bits; the zeros behind $1 and behind the hot key fill up to where a pointer may stand.
  System::Call '*(&l4, i ${SEE_MASK_NOCLOSEPROCESS}, p 0, t "runas", t R4, t R3, p 0, i 1, i 0, p 0, p 0, p 0, p 0, i 0, i 0, p 0, p 0) p .r1'
  System::Call 'shell32::ShellExecuteExW(p r1) i .r0'
  ${If} $0 = 0
    System::Free $1
    SetErrorLevel ${ERROR_REFUSED}
    Quit
  ${EndIf}
  System::Call '*$1(i, i, p, p, p, p, p, i, i, p, p, p, p, i, i, p, p .r2)'
  System::Free $1
  System::Call 'kernel32::WaitForSingleObject(p r2, i -1)'
  System::Call 'kernel32::GetExitCodeProcess(p r2, *i .r3)'
  System::Call 'kernel32::CloseHandle(p r2)'
  SetErrorLevel $3
  Quit
FunctionEnd

; Wait until neither executable in $INSTDIR is running, or end: Windows lets nobody write to one that is.
Function ${UN}CheckProgram
  StrCpy $R0 "${PROGRAM}.exe"
  again:
  ${If} ${FileExists} "$INSTDIR\$R0"
    ClearErrors
    FileOpen $R1 "$INSTDIR\$R0" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      SetErrorLevel ${ERROR_TRY_LATER}
      Quit
    ${EndIf}
    FileClose $R1
  ${EndIf}
  ${If} $R0 != "handbook.exe"
    StrCpy $R0 "handbook.exe"
    Goto again
  ${EndIf}
FunctionEnd

; Take away what an installation wrote into the folder on the stack, by its own list; what isn't on it stays.
Function ${UN}RemoveListed
  Pop $R0
  ClearErrors
  FileOpen $R1 "$R0\${LIST}" r
  ${If} ${Errors}
    ClearErrors
    Return
  ${EndIf}
  ${Do}
    ClearErrors
    FileReadUTF16LE $R1 $R2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    StrCpy $R2 $R2 -2  ; the line's end
    StrCpy $R3 $R2 1 -1
    ${If} $R3 == "\"
      RMDir "$R0\$R2"
    ${ElseIf} $R2 != ""
      Delete "$R0\$R2"
    ${EndIf}
  ${Loop}
  FileClose $R1
  Delete "$R0\${LIST}"
  ClearErrors
FunctionEnd
!macroend
!insertmacro Both ""
!insertmacro Both "un."

; --- Installing -------------------------------------------------------------------------------------------------------

Function .onInit
  SetRegView 64
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/LANG=" $R1
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE $R1
  ${EndIf}
  StrCpy $AllUsers 0
  SetShellVarContext current
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    Call BecomeAdministrator
    StrCpy $AllUsers 1
    SetShellVarContext all
  ${EndIf}
  ReadRegStr $OldFolder SHCTX "${KEY}" "InstallFolder"
  ${If} $INSTDIR == ""
    ${If} $OldFolder != ""
      StrCpy $INSTDIR $OldFolder
    ${ElseIf} $AllUsers = 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${PROGRAM}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${PROGRAM}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function CheckFolder
  StrLen $R0 $INSTDIR
  IntOp $R0 $R0 + ${LONGEST}
  ${If} $R0 >= ${MOST_CHARACTERS}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(TOO_LONG)" /SD IDOK
    SetErrorLevel ${ERROR_TOO_LONG}
    Abort
  ${EndIf}
  SetErrorLevel -1  ; none yet: what happens later says which
FunctionEnd

Function StartProgram
  ; By way of the desktop, so that a program installed by an administrator doesn't run as one.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${PROGRAM}.exe"'
FunctionEnd

Section
  Call CheckFolder
  Call CheckProgram
  ${If} $OldFolder != ""
  ${AndIf} $OldFolder != $INSTDIR
    Push $OldFolder
    Call RemoveListed
    Delete "$OldFolder\Uninstall.exe"
    RMDir "$OldFolder"
  ${EndIf}
  Push $INSTDIR
  Call RemoveListed

  ClearErrors
  !include "${FILES}"
  SetOutPath "$INSTDIR"
  File "/oname=${LIST}" "${LIST_SOURCE}"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${PROGRAM}.exe" "" "" 0 SW_SHOWNORMAL "" "$(COMMENT)"

  WriteRegStr SHCTX "${KEY}" "Version" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "InstallFolder" "$INSTDIR"

  WriteRegStr SHCTX "${PROTOCOL_KEY}" "" "URL:${TITLE}"
  WriteRegStr SHCTX "${PROTOCOL_KEY}" "URL Protocol" ""
  WriteRegStr SHCTX "${PROTOCOL_KEY}\DefaultIcon" "" '"$INSTDIR\${PROGRAM}.exe",0'
  WriteRegStr SHCTX "${PROTOCOL_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KIB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

; --- Uninstalling -----------------------------------------------------------------------------------------------------

Section "un.$(UN_PROGRAM)" un.Program
  SectionIn RO
  Call un.CheckProgram
  Push $INSTDIR
  Call un.RemoveListed
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  ; Another installation may have taken the addresses over.
  ReadRegStr $R0 SHCTX "${PROTOCOL_KEY}\shell\open\command" ""
  ${If} $R0 == '"$INSTDIR\${PROGRAM}.exe" "%1"'
    DeleteRegKey SHCTX "${PROTOCOL_KEY}"
    System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
  ${EndIf}
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "${KEY}"
  ; What the program can make again at any time isn't the reader's.
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${READERS}\Cache"
  RMDir "$LOCALAPPDATA\${READERS}"
SectionEnd

Section /o "un.$(UN_NOTES)" un.Notes
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${READERS}"
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${un.Program} "$(UN_PROGRAM_ABOUT)"
  !insertmacro MUI_DESCRIPTION_TEXT ${un.Notes} "$(UN_NOTES_ABOUT)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
  SetRegView 64
  ReadRegStr $R0 HKLM "${KEY}" "InstallFolder"
  ${If} $R0 == $INSTDIR
    Call un.BecomeAdministrator
    StrCpy $AllUsers 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
  ${un.GetParameters} $R0
  ClearErrors
  ${un.GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${un.Notes}
  ${EndIf}
FunctionEnd
